"""Maya scenes of 200 MB without Maya: how long they are read, in how much memory, and how long copies are mapped.

One is made of meshes, as big scenes are; one of 880,000 small nodes, which is the most that a reader can have to do.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.figures import Figure

HUGE_BYTES = 200_000_000
HEAD = '//Maya ASCII 2023 scene\n//Name: huge.ma\n//Codeset: 1252\nrequires maya "2023";\n'
END = "// End of huge.ma\n"

MEASURE = """
import sys, time
sys.path[:0] = [{project!r}, {core!r}, {plugin!r}]
from af_maya._scene_file import open_scene
from afsubmit.studio.pathmap import PathMap
start = time.process_time()  # one thread that never waits: what others do on the machine does not count
host = open_scene({path!r})
read = time.process_time() - start
assert len(host.outputs()) == 1
start = time.process_time()
host.map_snapshot({path!r}, PathMap([("/mnt/show", "/farm/show")]))
mapped = time.process_time() - start
from tests.bench.figures import most_memory
print(read, mapped, most_memory())
"""


def measure(project: Path) -> list[Figure]:
    """A run each in a process of its own: what it holds in memory is counted from its start."""
    return [*_of(project, "of 200 MB", write_huge), *_of(project, "of 880,000 nodes", write_small)]


def _of(project: Path, what: str, write: Callable[[Path], None]) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "huge.ma"
        write(path)
        words = {
            "project": str(project),
            "core": str(project / "core"),
            "plugin": str(project / "plugins" / "maya"),
            "path": str(path),
        }
        command = [sys.executable, "-c", MEASURE.format(**words)]
        answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600).stdout.split()
        with open(path, "rb") as file:  # line by line: Linux counts what this process holds as the next one's, too
            if any(b"/mnt/show" in line for line in file):
                raise AssertionError("a path was not mapped")
    read, mapped, memory = map(float, answer)
    return [
        Figure(f"Maya: a .ma {what} read", read, "s", 6, beside="processor time: layers, cameras, files"),
        Figure(f"Maya: a .ma {what} mapped", mapped, "s", 12, beside="processor time: read, change, write"),
        Figure(f"Maya: a .ma {what} in memory", memory, "MB", 150, beside="the whole process"),
    ]


def write_small(path: Path) -> None:
    """Transforms with their shapes, shaders, utilities, curves and textures, each with a few words."""
    uid = "4B9CB8E2-4A1B-4B9C-9C3D"
    kinds = ("mesh", "lambert", "multiplyDivide", "animCurveTL", "unknownUtility")
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(f'{HEAD}createNode transform -n "cam";\ncreateNode camera -n "camShape" -p "cam";\n')
        for number in range(1, 880_000 // 2 + 1):
            kind = kinds[number % len(kinds)]
            below = f' -p "body{number}"' if kind == "mesh" else ""
            file.write(
                f'createNode transform -n "body{number}" -p "body{number // 9}";\n'
                f'\trename -uid "{uid}-{number:012X}";\n\tsetAttr ".t" -type "double3" {number % 97}.25 2 3 ;\n'
                f'\tsetAttr ".r" -type "double3" 0 {number % 360} 0 ;\n\tsetAttr ".s" -type "double3" 1.5 1.5 1.5 ;\n'
                f'createNode {kind} -n "part{number}"{below};\n\trename -uid "{uid}-{number:012X}";\n'
                f'\tsetAttr ".i1" -type "float3" {number % 7}.5 0.25 0.125 ;\n\tsetAttr -k off ".v";\n'
            )
        for number in range(1, 100):
            file.write(
                f'createNode file -n "file{number}";\n\tsetAttr ".ftn" -type "string" "/mnt/show/{number}.exr";\n'
            )
        file.write(END)


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
