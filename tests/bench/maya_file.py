"""A Maya scene of 200 MB without Maya: how long it is read, in how much memory, and how long its copy is mapped."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.figures import Figure

HUGE_BYTES = 200_000_000
HEAD = '//Maya ASCII 2023 scene\n//Name: huge.ma\n//Codeset: 1252\nrequires maya "2023";\n'
END = "// End of huge.ma\n"

MEASURE = """
import sys, time
sys.path[:0] = [{core!r}, {plugin!r}]
from af_maya._scene_file import open_scene
from afsubmit.studio.pathmap import PathMap
start = time.process_time()  # one thread that never waits: what others do on the machine does not count
host = open_scene({path!r})
read = time.process_time() - start
assert len(host.outputs()) == 1
start = time.process_time()
host.map_snapshot({path!r}, PathMap([("/mnt/show", "/farm/show")]))
mapped = time.process_time() - start
try:
    import resource
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
except ImportError:  # Windows counts otherwise
    memory = 0
print(read, mapped, memory)
"""


def measure(project: Path) -> list[Figure]:
    """One run in a process of its own: what it holds in memory is counted from its start."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "huge.ma"
        write_huge(path)
        words = {"core": str(project / "core"), "plugin": str(project / "plugins" / "maya"), "path": str(path)}
        command = [sys.executable, "-c", MEASURE.format(**words)]
        answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600).stdout.split()
        if b"/mnt/show" in path.read_bytes():
            raise AssertionError("a path was not mapped")
    read, mapped, memory = map(float, answer)
    return [
        Figure("Maya: a .ma of 200 MB read", read, "s", 6, beside="processor time: layers, cameras, files"),
        Figure("Maya: a .ma of 200 MB mapped", mapped, "s", 12, beside="processor time: read, change, write"),
        Figure("Maya: a .ma of 200 MB in memory", memory, "MB", 150, beside="the whole process"),
    ]


def write_huge(path: Path) -> None:
    """Meshes with their textures, as big scenes are made of, and a camera."""
    points = "\n\t\t".join(" ".join(f"{(row * 9 + column) / 7:.8f}" for column in range(9)) for row in range(55))
    faces = "\n\t\t".join(
        f"f 4 {n} {n + 1} {n + 2} {n + 3}\n\t\tmu 0 4 {n} {n + 1} {n + 2} {n + 3}" for n in range(500)
    )
    parts = "".join(
        f'\tsetAttr ".vt[{n * 165}:{n * 165 + 164}]"  {points};\n'
        f'\tsetAttr -s 500 -ch 2000 ".fc[{n * 500}:{n * 500 + 499}]" -type "polyFaces" \n\t\t{faces};\n'
        for n in range(10)
    )
    size = number = 0
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(f'{HEAD}createNode transform -n "cam";\ncreateNode camera -n "camShape" -p "cam";\n')
        while size < HUGE_BYTES:
            number += 1
            size += file.write(
                f'createNode transform -n "body{number}";\n\tsetAttr ".t" -type "double3" 1 2 3 ;\n'
                f'createNode mesh -n "bodyShape{number}" -p "body{number}";\n\tsetAttr -k off ".v";\n{parts}'
                f'createNode file -n "file{number}";\n\tsetAttr ".ftn" -type "string" "/mnt/show/tex {number}.exr";\n'
            )
        file.write(END)
