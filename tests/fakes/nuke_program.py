"""The program `nuke` as a farm runs it, over the fake session: it writes a file where Nuke would write a picture.

    nuke_program.py -V 2 -f -X Write1 --view left -F 1-10x2 -F 15 -x scene.nk
    nuke_program.py -V 2 -f -t worker.py node=Write1 frames=1..10 script=scene.nk

Knows the words of Foundry's Command Line Operations (16.0), and refuses every other one.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.fakes.nuke import FakeNuke, Habits

ALONE = ("-i", "--nukex", "--indie", "--nc", "--cont", "--sro", "-p", "-f", "-x")
WITH_VALUE = ("-V", "-m", "-c", "-X", "--view", "-F")
MAY_HAVE_VALUE = ("--gpu",)


def main(words: list[str]) -> int:
    """Render what the words say; 1 for what Nuke would refuse."""
    if "-t" in words:
        place = words.index("-t")
        sys.modules["nuke"] = FakeNuke("Root {\n}\n", "", Habits(is_gui=False)).module
        sys.modules["nuke"].NUKE_VERSION_STRING = "stand-in"
        sys.argv = words[place + 1 :]
        runpy.run_path(words[place + 1], run_name="__main__")
        return 0
    options: dict[str, list[str]] = {}
    *given, script = words
    while given:
        word = given.pop(0)
        if word not in (*ALONE, *WITH_VALUE, *MAY_HAVE_VALUE):
            print(f"unknown option {word}")
            return 1
        takes = word in WITH_VALUE or (word in MAY_HAVE_VALUE and given and not given[0].startswith("-"))
        options.setdefault(word, []).append(given.pop(0) if takes else "")
        if word in MAY_HAVE_VALUE and takes and not options[word][-1].isdecimal():
            print(f"no device {options[word][-1]}")
            return 1
    if "-x" not in options:
        return 1
    session = FakeNuke(Path(script).read_text("utf-8"), script)
    views = options["--view"][0].split(",") if "--view" in options else None
    for name in options["-X"][0].split(","):
        for text in options["-F"]:
            span, _, step = text.partition("x")
            first, _, last = span.partition("-")
            for frame in range(int(first), int(last or first) + 1, int(step or 1)):
                session.module.execute(session.module.toNode(name), frame, frame, 1, views)
                print(f"Writing {name} {frame} took 0.01 seconds\nFrame {frame}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
