"""What a task's output says about its progress. Pure: text goes in, numbers come out.

The generic lines are those of afrender 3.4.1 (PROTOCOL.md 2.9); Blender's are given with their sources in HOSTS.md
section 7. Both are read from any task: a line that no program prints by chance needs no parser's name.
"""

from __future__ import annotations

import re

from ..wire.states import ERR, PBR, PER, PSC

FATAL = 1 << 21
PROGRESS = re.compile(r"PROGRESS:\s*(\d+)\s*%")
FRAME = re.compile(r"^FRAME:\s")
ACTIVITY = re.compile(r"ACTIVITY:\s*(.+)")
REPORT = re.compile(r"REPORT:\s*(.+)")
BLENDER_FRAME = re.compile(r"\bFra:\s*(-?\d+)")
BLENDER_SAMPLE = re.compile(r"\bSample (\d+)/(\d+)")
BLENDER_SAVED = re.compile(r"\bSaved: '")
VERDICTS = {
    "[ PARSER ERROR ]": ERR | PER,
    "[ PARSER BAD RESULT ]": ERR | PBR,
    "[ PARSER FATAL ERROR ]": ERR | FATAL,
    "[ PARSER FINISHED SUCCESS ]": PSC,
}
"""Lines that end the task at once, and the bits it ends with."""
WARNING = "[ PARSER WARNING ]"
LONGEST_LINE = 16 * 1024


class Parser:
    """Reads the output of one task of `frames_num` frames.

    `percent` is of the task, `frame_percent` of the frame it works on, `frames_done` a count. `verdict` is 0, or the
    bits with which the task must be ended at once.
    """

    def __init__(self, frames_num: int) -> None:
        self.frames_num = max(frames_num, 1)
        self.percent = self.frames_done = self.frame_percent = 0
        self.activity = self.report = ""
        self.has_warning = False
        self.verdict = 0
        self._rest = ""
        self._has_frame = False
        self._blender_frame: str | None = None

    @property
    def progress(self) -> tuple[int, int, int, str, bool]:
        """All that a client may see change while the task runs."""
        return self.percent, self.frame_percent, self.frames_done, self.activity, self.has_warning

    def feed(self, text: str) -> None:
        """Take a piece of output; lines that are not complete are kept for the next piece."""
        *lines, rest = re.split(r"[\r\n]", self._rest + text)
        self._rest = rest[-LONGEST_LINE:]
        for line in lines:
            self._line(line)

    def finish(self) -> None:
        """The output ended: read what stands after the last end of line."""
        if self._rest:
            self._line(self._rest)
        self._rest = ""

    def _line(self, line: str) -> None:
        if ":" not in line and "[" not in line:  # no pattern can be in it
            return
        self._generic(line)
        self._blender(line)
        self.percent = min((100 * self.frames_done + self.frame_percent) // self.frames_num, 100)

    def _generic(self, line: str) -> None:
        found = PROGRESS.search(line)
        if found:
            self.frame_percent = min(int(found.group(1)), 100)
        if FRAME.match(line):
            self.frames_done += 1 if self._has_frame else 0
            self._has_frame, self.frame_percent = True, 0
        found = ACTIVITY.search(line)
        if found:
            self.activity = found.group(1).strip()
        found = REPORT.search(line)
        if found:
            self.report = found.group(1).strip()
        self.has_warning = self.has_warning or WARNING in line
        for words, bits in VERDICTS.items():
            if words in line:
                self.verdict = bits

    def _blender(self, line: str) -> None:
        """A frame is done when it is saved; before 5.0 there is no other sign, from 5.0 on the lines have a prefix."""
        if BLENDER_SAVED.search(line):
            self.frames_done = min(self.frames_done + 1, self.frames_num)
            self.frame_percent = 0
            return
        frame = BLENDER_FRAME.search(line)
        sample = BLENDER_SAMPLE.search(line)
        if frame is None or sample is None:
            return
        done, of = int(sample.group(1)), int(sample.group(2))
        self.frame_percent = min(100 * done // of, 100) if of else 0
