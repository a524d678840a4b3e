"""How far a task is by what it prints, line by line. Pure.

A frame counts as done when its file is written, or when the next one begins; the task's percent is that of its frames.
"""

from __future__ import annotations

import re

PERCENTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"PROGRESS:\s*(-?\d{1,9})\s*%", r"\bALF_PROGRESS\s+(\d{1,9})\s*%", r"\bABC_PROGRESS\s+(\d{1,9})",
        r"\[PROGRESS\] (\d{1,9}) percent", r"\|\s*(\d{1,9})\s*% done\b", r"\bR90000\s+(\d{1,9})%",
        r"\bprogr:\s*(\d{1,3})(?:\.\d{1,9})?%\s*rendered on\b",
        r"\bRendering image[^:]{0,99}:\s+(\d{1,3})\.\d{1,3}\b",
    )
)  # fmt: skip
"""Percent of the frame: any program, mantra, husk, Houdini's archives, Maya, Arnold, RenderMan, mental ray, V-Ray."""
PARTS = (
    ("Fra:", re.compile(r"\bSample (\d{1,9})/(\d{1,9})")),
    ("Fra:", re.compile(r"\bRendering (\d{1,9}) / (\d{1,9}) samples")),
    ("Fra:", re.compile(r"\bPart (\d{1,9})-(\d{1,9})\b")),
    ("Fra:", re.compile(r"\| Rendered (\d{1,9})/(\d{1,9}) Tiles")),
    ("Fra:", re.compile(r"\| Path Tracing Tile\s+(\d{1,9})/(\d{1,9})\b")),
)
"""Parts of the frame that are done, and how many there are: Blender's samples and tiles, of all its engines."""
BLOCK = re.compile(r"\bBlock\s+(\d{1,9})/(\d{1,9})\b")
"""Redshift's; several devices end them out of order."""
VRAY = re.compile(r"\bV-Ray:\s+(\d{1,9}) ?%")
VRAY_BEGINS = "Rendering image"
"""Percents of V-Ray before this line are of its prepasses."""
FRAME_BEGINS = re.compile(r"(?:^|\s)FRAME:\s|\bFrame \d{1,9}: caching geometry:")
ROP_BEGINS = "RopNode.render: frame "
IMAGE_BEGINS = "Generating Image: "
IMAGE_SIZE = re.compile(r" \(\d{1,9}x\d{1,9}\)")
"""mantra's; below a ROP that tells of its frames images say nothing new, there may be several of one frame."""
FRAME_ENDS = re.compile(r"\bFinished Rendering \S|\|\s*100\s*% done\b")
"""Maya's own renderer, Arnold."""
IMAGE_ENDS = "Image: "
"""ImageMagick's, at the beginning of a line."""
BLENDER_FRAME = re.compile(r"\bFra:\s*(-?\d{1,9})\b")
BLENDER_SAVED = "Saved: '"
"""Blender's last word on a frame, once for each file; from 5.0 on its lines have a prefix."""
MENTAL_FRAME = re.compile(r"\bprogr: begin scene preprocessing for frame (\d{1,9})")
NUKE_FRAME = re.compile(r"^Frame -?\d{1,9} \((\d{1,9}) of (\d{1,9})\)")
NUKE_WRITES = re.compile(r"^Writing (.+?)(?: took [\d.]{1,20} seconds| (?:\.\d)+|$)")
NUKE_TENTH = re.compile(r" (?:\.\d){0,9}\.(\d)$")
"""While it writes a file it adds tenths to the line: .1.2.3"""
NUKE_VIEW = re.compile(r'EXECUTING VIEW "([^"]{1,999})"')
REDSHIFT_BEGINS = re.compile(r"\bframe \d{1,9}\.\.\.")
FFMPEG_LENGTH = re.compile(r"^\s*Duration: (\d{1,4}):(\d{1,2}):(\d{1,2})\.(\d{1,9})")
FFMPEG_FRAMES = re.compile(r"\bFrames: *(\d{1,9})\b")
FFMPEG_FRAME = re.compile(r"\bframe=\s*(\d{1,9})\b")
FFMPEG_TIME = re.compile(r"\btime=(\d{1,4}):(\d{1,2}):(\d{1,2})\.(\d{1,9})")


class Progress:
    """`percent` is of the task, `frame_percent` of the frame it works on, `frames_done` a count."""

    def __init__(self, frames_num: int, parser: str = "") -> None:
        self.frames_num = frames_num
        self.percent = self.frames_done = self.frame_percent = 0
        self._is_redshift, self._is_arnold_export = "redshift" in parser, parser == "mayatoarnold"
        self._is_vray_export = parser == "mayatovray"
        self._has_frame = self._has_rop = self._is_image = self._has_nuke_frames = False
        self._number: str | None = None
        self._is_counted = False
        self._writes = ""
        self._block = self._blocks = 0
        self._hundredths = self._length = 0

    def read(self, line: str) -> None:
        """Take one line."""
        for rule in (self._blender, self._nuke, self._redshift, self._exports):
            if rule(line):
                break
        else:
            self._any(line)
        self._ffmpeg(line)
        self._calculate()

    def read_beginning(self, line: str) -> None:
        """Take a line that is not complete: it comes again when it is longer."""
        self._tenths(line)
        self._calculate()

    def _calculate(self) -> None:
        self.percent = min((100 * self.frames_done + self.frame_percent) // self.frames_num, 100)

    @staticmethod
    def activity_in(line: str) -> str:
        """What the program says it does, "" when it does not."""
        found = NUKE_VIEW.search(line)
        if found:
            return found.group(1)
        found = FFMPEG_FRAME.search(line)
        return f"frame {found.group(1)}" if found else ""

    def _end_frame(self, done: int) -> None:
        self.frames_done, self.frame_percent = min(done, self.frames_num), 0

    def _begin_frame(self) -> None:
        """A frame begins; all but the first end one."""
        if self._has_frame:
            self._end_frame(self.frames_done + 1)
        self._has_frame, self.frame_percent = True, 0

    def _part(self, done: int, of: int) -> None:
        self.frame_percent = min(100 * done // of, 100) if of else 0

    def _any(self, line: str) -> None:
        number = MENTAL_FRAME.search(line)
        if FRAME_ENDS.search(line):
            self._end_frame(self.frames_done + 1)
        elif FRAME_BEGINS.search(line):
            self._begin_frame()
        elif ROP_BEGINS in line:
            self._has_rop = True
            self._begin_frame()
        elif line.startswith(IMAGE_ENDS):
            if not self._has_rop:
                self._end_frame(self.frames_done + 1)
        elif IMAGE_BEGINS in line and IMAGE_SIZE.search(line):
            if not self._has_rop:
                self._begin_frame()
        elif number:
            if self._number is None or int(number.group(1)) > int(self._number):
                self._number = number.group(1)
                self._begin_frame()
        else:
            self._percents(line)

    def _percents(self, line: str) -> None:
        for pattern in PERCENTS:
            found = pattern.search(line)
            if found:
                self.frame_percent = min(max(int(found.group(1)), 0), 100)
        self._is_image = self._is_image or VRAY_BEGINS in line
        found = VRAY.search(line)
        if found and self._is_image:
            self.frame_percent = min(int(found.group(1)), 100)

    def _blender(self, line: str) -> bool:
        """Its lines name the frame; a file of it that is saved ends it, further files do not."""
        frame = BLENDER_FRAME.search(line)
        if frame:
            if self._number is not None and self._number != frame.group(1):
                if not self._is_counted:
                    self._end_frame(self.frames_done + 1)
                self.frame_percent = 0
            self._is_counted = self._is_counted and self._number == frame.group(1)
            self._number = frame.group(1)
            for before, pattern in PARTS:
                part = pattern.search(line, line.find(before))
                if part and not self._is_counted:
                    self._part(int(part.group(1)), int(part.group(2)))
            return True
        if BLENDER_SAVED not in line:
            return False
        if self._number is None or not self._is_counted:
            self._end_frame(self.frames_done + 1)
        self._is_counted = True
        return True

    def _nuke(self, line: str) -> bool:
        """It says which frame of how many it did; where it does not, a new file's name is a new frame."""
        found = NUKE_FRAME.search(line)
        if found:
            self._has_nuke_frames = True
            self._end_frame(self.frames_num * int(found.group(1)) // max(int(found.group(2)), 1))
            return True
        found = NUKE_WRITES.search(line)
        if not found:
            return False
        if self._writes and self._writes != found.group(1) and not self._has_nuke_frames:
            self._end_frame(self.frames_done + 1)
        self._writes = found.group(1)
        self._tenths(line)
        return True

    def _tenths(self, line: str) -> None:
        tenth = NUKE_TENTH.search(line[-32:]) if line.startswith("Writing ") else None
        if tenth:
            self.frame_percent = 10 * int(tenth.group(1))

    def _redshift(self, line: str) -> bool:
        block = BLOCK.search(line)
        if block and "rendered by GPU" in line[block.end() :]:
            self._block, self._blocks = max(self._block, int(block.group(1))), max(self._blocks, int(block.group(2)))
            self.frame_percent = max(self.frame_percent, min(100 * self._block // max(self._blocks, 1), 100))
            return True
        if not self._is_redshift:
            return False
        if "Rendering" in line and REDSHIFT_BEGINS.search(line, line.find("Rendering")):
            self._block = self._blocks = self.frame_percent = 0
        elif "done" in line.partition("Frame")[2] or "Skipping frame" in line:
            self._end_frame(self.frames_done + 1)
        elif "Rendering done" in line:
            self._end_frame(self.frames_num)
        else:
            return False
        return True

    def _exports(self, line: str) -> bool:
        """Of an export every file is a frame; V-Ray's begins anew with each layer."""
        if self._is_arnold_export and "writing scene to" in line:
            self._end_frame(self.frames_done + 1)
        elif self._is_vray_export and "Appending " in line:
            self._begin_frame()
        elif self._is_vray_export and "Render complete" in line:
            self._has_frame = False
            self._end_frame(0)
        else:
            return False
        return True

    def _ffmpeg(self, line: str) -> None:
        """How much is written of what the input holds, where it said how long it is or how many frames it has."""
        found = FFMPEG_LENGTH.search(line)
        if found:
            self._hundredths = max(self._hundredths, _hundredths(found))
        found = FFMPEG_FRAMES.search(line)
        if found:
            self._length = int(found.group(1))
        frame, time = FFMPEG_FRAME.search(line), FFMPEG_TIME.search(line)
        if frame and self._length:
            self._part(int(frame.group(1)), self._length)
        elif time and self._hundredths:
            self._part(_hundredths(time), self._hundredths)


def _hundredths(found: re.Match[str]) -> int:
    """Hundredths of a second of hours, minutes, seconds and a fraction."""
    hours, minutes, seconds = (int(found.group(place)) for place in (1, 2, 3))
    return ((hours * 60 + minutes) * 60 + seconds) * 100 + int(found.group(4)[:2].ljust(2, "0"))
