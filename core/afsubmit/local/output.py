"""What a task's output says about its progress. Pure: text goes in, numbers come out.

The generic lines are those of afrender 3.4.1; those of programs are what they print themselves. All are read from any
task: a line that no program prints by chance needs no parser's name.
"""

from __future__ import annotations

import re

from ..wire.states import ERR, PBR, PER, PSC

FATAL = 1 << 21
SIGNS = (
    "PROGRESS", "FRAME:", "ACTIVITY:", "REPORT:", "[ PARSER ", "Fra:", "Saved: '", "% done", "R90000", "V-Ray: ",
    "RopNode", "frame=", "Duration: ", "Frame ", "Finished Rendering", "rendered by GPU", "Generating Image: ",
    "Rendering image", "A license for nuke", "Maya", "renderer description", "Requested layer", "[mtoa]",
    "OpenCL Exception", "USD ERROR",
)  # fmt: skip
"""What a line must hold to be looked at more closely: most hold nothing of it."""
PERCENTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"PROGRESS:\s*(\d+)\s*%", r"\bALF_PROGRESS\s+(\d+)%", r"\bABC_PROGRESS\s+(\d+)",
        r"\[PROGRESS\] (\d+) percent", r"\|\s*(\d+)% done\b", r"\bR90000\s+(\d+)%",
    )
)  # fmt: skip
"""Percent of the frame it works on: any program, mantra and husk, archives of Houdini, Maya, Arnold, RenderMan."""
PARTS = (re.compile(r"\bFra:.*\bSample (\d+)/(\d+)"), re.compile(r"\bBlock\s+(\d+)/(\d+)\b.*rendered by GPU"))
"""Parts of the frame it works on that are done, and how many there are: Blender's samples, Redshift's blocks."""
VRAY = re.compile(r"\bV-Ray:\s+(\d+) ?%")
VRAY_BEGINS = "Rendering image"
"""Percents of V-Ray before this line are of its prepasses."""
FRAME_BEGINS = re.compile(r"^FRAME:\s|\bRopNode\.render: frame|\bGenerating Image: .+ \(\d+x\d+\)")
FRAME_ENDS = re.compile(r"\bSaved: '|\bFinished Rendering \S|\|\s*100% done\b")
"""Blender (before 5.0 there is no other sign, from 5.0 on the lines have a prefix), Maya's own renderer, Arnold."""
NUKE_FRAME = re.compile(r"^Frame -?\d+ \((\d+) of (\d+)\)")
FFMPEG_LENGTH = re.compile(r"^\s*Duration: (\d+):(\d+):(\d+)\.(\d+)")
FFMPEG_FRAME = re.compile(r"\bframe=\s*(\d+)\b")
FFMPEG_TIME = re.compile(r"\btime=(\d+):(\d+):(\d+)\.(\d+)")
ACTIVITY = re.compile(r"ACTIVITY:\s*(.+)")
REPORT = re.compile(r"REPORT:\s*(.+)")
VERDICTS = {
    "[ PARSER ERROR ]": ERR | PER,
    "[ PARSER BAD RESULT ]": ERR | PBR,
    "[ PARSER FATAL ERROR ]": ERR | FATAL,
    "[ PARSER FINISHED SUCCESS ]": PSC,
    "A license for nuke was not found": ERR | PER,
    "[mtoa] Failed batch render": ERR | PER,
    "Requested layer does not exist!": ERR | FATAL,
    "Unknown Maya file version": ERR | FATAL,
    "Cannot open renderer description file": ERR | FATAL,
    "Maya exited with status 210": ERR | FATAL,
}
"""Lines that end the task at once, and the bits it ends with; what would fail everywhere is not tried again."""
WARNINGS = ("[ PARSER WARNING ]", "OpenCL Exception", "USD ERROR")
LONGEST_LINE = 16 * 1024


class OutputParser:
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
        self._has_frame = self._is_image = False
        self._hundredths = 0

    @property
    def progress(self) -> tuple[int, int, int, str, bool]:
        """All that a client may see change while the task runs."""
        return self.percent, self.frame_percent, self.frames_done, self.activity, self.has_warning

    def feed(self, text: str) -> None:
        """Take a piece of output; lines that are not complete are kept for the next piece."""
        whole = self._rest + text
        signs = [sign for sign in SIGNS if sign in whole]
        *lines, rest = whole.replace("\r", "\n").split("\n")
        self._rest = rest[-LONGEST_LINE:]
        for line in lines if signs else ():
            if any(sign in line for sign in signs):
                self._line(line)

    def finish(self) -> None:
        """The output ended: read what stands after the last end of line."""
        if self._rest:
            self._line(self._rest)
        self._rest = ""

    def _line(self, line: str) -> None:
        self._words(line)
        self._frames(line)
        self._ffmpeg(line)
        self.percent = min((100 * self.frames_done + self.frame_percent) // self.frames_num, 100)

    def _words(self, line: str) -> None:
        found = ACTIVITY.search(line)
        if found:
            self.activity = found.group(1).strip()
        found = REPORT.search(line)
        if found:
            self.report = found.group(1).strip()
        self.has_warning = self.has_warning or any(words in line for words in WARNINGS)
        for words, bits in VERDICTS.items():
            if words in line:
                self.verdict = bits

    def _frames(self, line: str) -> None:
        """A frame begins or ends, or so much of it is done."""
        found = NUKE_FRAME.search(line)
        if found:
            self._end_frame(self.frames_num * int(found.group(1)) // max(int(found.group(2)), 1))
        elif FRAME_ENDS.search(line):
            self._end_frame(self.frames_done + 1)
        elif FRAME_BEGINS.search(line):
            if self._has_frame:
                self._end_frame(self.frames_done + 1)
            self._has_frame, self.frame_percent = True, 0
        else:
            self._part_of_frame(line)

    def _end_frame(self, done: int) -> None:
        self.frames_done, self.frame_percent = min(done, self.frames_num), 0

    def _part_of_frame(self, line: str) -> None:
        for pattern in PERCENTS:
            found = pattern.search(line)
            if found:
                self.frame_percent = min(int(found.group(1)), 100)
        for pattern in PARTS:
            found = pattern.search(line)
            if found:
                done, of = int(found.group(1)), int(found.group(2))
                self.frame_percent = min(100 * done // of, 100) if of else 0
        self._is_image = self._is_image or VRAY_BEGINS in line
        found = VRAY.search(line)
        if found and self._is_image:
            self.frame_percent = min(int(found.group(1)), 100)

    def _ffmpeg(self, line: str) -> None:
        """What ffmpeg has written: the frame's number, and percents where it said how long the input is."""
        found = FFMPEG_LENGTH.search(line)
        if found:
            self._hundredths = max(self._hundredths, _hundredths(found))
        found = FFMPEG_FRAME.search(line)
        if found is None:
            return
        self.activity = f"frame {found.group(1)}"
        found = FFMPEG_TIME.search(line)
        if found and self._hundredths:
            self.frame_percent = min(100 * _hundredths(found) // self._hundredths, 100)


def _hundredths(found: re.Match[str]) -> int:
    """Hundredths of a second of hours, minutes, seconds and a fraction."""
    hours, minutes, seconds = (int(found.group(place)) for place in (1, 2, 3))
    return ((hours * 60 + minutes) * 60 + seconds) * 100 + int(found.group(4)[:2].ljust(2, "0"))
