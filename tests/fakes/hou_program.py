"""The program `hython` as a farm runs it, over the fake session: it writes a file where Houdini would write one.

    hou_program.py worker.py node=/out/x frames=1..10 hip=shot.hip scene=copy.hip
    hou_program.py -m afsubmit submit shot.hip

Takes a script or a module and its words, as hython does, and refuses every option of its own.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.fakes.hou import FakeHou, Habits

HABITS = "FAKE_HOUDINI_HABITS"
"""What nobody knows of Houdini, as JSON, in a variable of the environment."""


def main(words: list[str]) -> int:
    """Run what the words say inside a session without a window; 1 for what hython would refuse."""
    habits = json.loads(os.environ.get(HABITS, "{}"))
    session = FakeHou(path=str(Path.cwd() / "untitled.hip"), habits=Habits(**{"is_gui": False, **habits}))
    sys.modules["hou"] = session.module
    session.module.applicationVersionString = lambda: "stand-in"
    if words[:1] == ["-m"] and len(words) > 1:
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        return 0
    if not words or words[0].startswith("-"):
        print(f"unknown option {words[0] if words else ''}")
        return 1
    sys.argv = words
    runpy.run_path(words[0], run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
