"""A studio's converter of pictures: a program that makes a grey PNG of the number in a file's last four bytes."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

SCRIPT = """#!{python}
import os, struct, sys, time, zlib
words = sys.argv[1:]
with open({log!r}, "a", encoding="utf-8") as log:
    log.write("\\x1f".join(words) + "\\n")
source, target = words[0], words[1]
mood = open({mood!r}).read() if os.path.exists({mood!r}) else ""
if mood == "slow":
    time.sleep(600)
if mood:
    sys.exit(mood)
with open(source, "rb") as file:
    value = struct.unpack("<f", file.read()[-4:])[0]
grey = max(0, min(255, round(value * 255)))
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = b"".join(b"\\0" + bytes([grey, grey, grey]) * 64 for _ in range(36))
png = b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 36, 8, 2, 0, 0, 0))
open(target, "wb").write(png + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
"""


class StudioConverter:
    """The program in a folder of ours, and what it was called with; `mood` is "slow", or what it dies with."""

    def __init__(self, folder: Path) -> None:
        self.program, self._log, self._mood = folder / "to_png", folder / "called", folder / "mood"
        text = SCRIPT.format(python=sys.executable, log=str(self._log), mood=str(self._mood))
        self.program.write_text(text, encoding="utf-8")
        self.program.chmod(0o700)

    @property
    def setting(self) -> str:
        """The command as AFSUBMIT_PICTURE_CONVERTER has it."""
        return json.dumps([str(self.program), "{input}", "{output}"])

    @property
    def calls(self) -> list[list[str]]:
        """The words of each call."""
        if not os.path.exists(self._log):
            return []
        return [line.split("\x1f") for line in self._log.read_text(encoding="utf-8").splitlines()]

    def become(self, mood: str) -> None:
        """Change the mood."""
        self._mood.write_text(mood)
