"""The program `mayapy` for a script that starts Maya itself: `mayapy.py PLACE -c CODE`, over the modules of the fake.

PLACE is the path under which it is called. MAYA_HABITS names the habits of `tests.fakes.maya` that are on, all others
are off then; it says that it is a stand-in where its version is asked for. With -I it is a plain Python, as Maya's is.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.fakes.maya import NEW, FakeMaya, Habits


def main(place: str, words: list[str]) -> int:
    """Run the code as mayapy does."""
    if words[0] == "-I":
        return subprocess.call([sys.executable, *words])
    on = os.environ.get("MAYA_HABITS", "").split()
    habits: dict[str, Any] = {one.name: one.name in on for one in fields(Habits) if one.type == "bool"} if on else {}
    fake = FakeMaya(NEW, "", Habits(**{**habits, "is_batch": True}))
    fake.do_about = lambda batch=False, version=False: True if batch else "stand-in"  # type: ignore[method-assign]
    sys.modules.update(fake.modules)
    sys.executable = place
    exec(compile(words[1], "-c", "exec"), {"__name__": "__main__"})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
