"""Looks, guided by coverage, for a scene file on which a reader or a plan breaks: anything else than an answer.

    python tests/fuzz/readers.py nuke CORPUS FOUND -max_total_time=600

CORPUS collects files that reach new code, FOUND gets those that break; what follows are words of libFuzzer. A file that
broke something is kept in tests/fuzz/found, where test_found.py reads it with every other test.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
ENDINGS = {"nuke": ".nk", "maya": ".ma", "houdini": ".hip", "blender": ".blend"}
"""Applications and the files of theirs that are read without them."""


def look(path: Path) -> None:
    """Read the scene at `path` and plan it for a farm; what is wrong with it must be said, not raised.

    Raises:
        Exception: whatever a reader or a plan did not expect.
    """
    import afsubmit
    from afsubmit.document import validate

    plan = afsubmit.plan(path, server="farm:51000")
    for document in plan.jobs:
        validate.ensure_sendable({"job": document})


def seed(name: str, corpus: Path) -> None:
    """Lay scenes of the tests into `corpus`, when it is empty."""
    corpus.mkdir(parents=True, exist_ok=True)
    if any(corpus.iterdir()):
        return
    if name == "blender":
        from tests.fakes import blend_file

        for version in (blend_file.OLD, blend_file.NEW):
            blend_file.write(corpus / f"{version[0]}.blend", [("Shot", 1, 10), ("Close", 5, 5)], version)
    elif name == "houdini":
        from tests.plugins.houdini.test_golden import CASES, Case

        for case in CASES:
            shutil.copy(Case(case).written(corpus / case.name), corpus / f"{case.name}.hip")
            shutil.rmtree(corpus / case.name)
    else:
        for path in sorted((HERE / "tests" / "golden" / name).glob(f"*/*{ENDINGS[name]}")):
            shutil.copy(path, corpus / f"{path.parent.name}{path.suffix}")


def main(name: str, corpus: str, found: str, *words: str) -> None:
    """Look until libFuzzer ends."""
    import atheris

    os.environ["PATH"] = ""  # no Blender opens what is to be read here
    Path(found).mkdir(parents=True, exist_ok=True)
    seed(name, Path(corpus))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AFSUBMIT_HOME"] = folder
        scene = Path(folder) / f"scene{ENDINGS[name]}"

        def one(content: bytes) -> None:
            scene.write_bytes(content)
            look(scene)

        with atheris.instrument_imports(include=["afsubmit", f"af_{name}", "afanasy"]):
            for path in sorted(Path(corpus).iterdir()):  # what is imported by a need of them
                one(path.read_bytes())
        atheris.Setup([sys.argv[0], f"-artifact_prefix={found}{os.sep}", *words, corpus], one)
        atheris.Fuzz()


if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(HERE / "core"), *map(str, sorted((HERE / "plugins").glob("[!b]*/")))]
    main(*sys.argv[1:])
