"""What a task's output says: how far it is, how it went, which files it wrote. Pure: text goes in, numbers come out.

The generic lines are those of afrender 3.4.1; those of programs are what they print themselves. Progress is read from
any task: a line that no program prints by chance needs no parser's name. The law: the same text gives the same result
however it is cut, in time that grows with its length alone, and in memory that does not grow.
"""

from __future__ import annotations

from collections import deque

from ..wire.states import ERR, PBR
from .output_progress import Progress
from .output_words import Vocabulary, has, vocabulary

SIGNS = (
    "PROGRESS", "FRAME:", "ACTIVITY:", "REPORT:", "@IMAGE", "Image: ", "Fra:", "Saved: '", "% done", "R90000",
    "V-Ray: ", "RopNode", "frame=", "Duration: ", "Frames: ", "Frame ", "Finished Rendering", "rendered by GPU",
    "Rendering ", "Writing ", "EXECUTING VIEW", "progr:", "writing scene to", "Appending ", "Render complete",
    "Skipping frame", "Successfully written image file",
)  # fmt: skip
"""What a line must hold to be looked at more closely: most hold nothing of it."""
LONGEST_LINE = 16 * 1024
MOST_FILES = 100


class OutputParser:
    """Reads the output of one task of `frames_num` frames, with the farm's parser `parser`.

    `verdict` is 0, or the bits with which the task must be ended at once; `bad_result` those it gets when it ends well
    by itself.
    """

    def __init__(self, frames_num: int, *, parser: str = "", service: str = "") -> None:
        self.progressed = Progress(max(frames_num, 1), parser)
        self._vocabulary: Vocabulary = vocabulary(parser, service)
        self._gravest = len(self._vocabulary.verdicts)
        self.activity = self.report = ""
        self.has_warning = False
        self.verdict = self.bad_result = 0
        self._files: deque[str] = deque(maxlen=MOST_FILES)
        self._rest = ""

    @property
    def percent(self) -> int:
        """Of the task."""
        return self.progressed.percent

    @property
    def frame_percent(self) -> int:
        """Of the frame it works on."""
        return self.progressed.frame_percent

    @property
    def frames_done(self) -> int:
        """How many frames are done."""
        return self.progressed.frames_done

    @property
    def files(self) -> list[str]:
        """The last files that it said it wrote, in its own spelling."""
        return list(dict.fromkeys(self._files))

    @property
    def progress(self) -> tuple[int, int, int, str, bool]:
        """All that a client may see change while the task runs."""
        return self.percent, self.frame_percent, self.frames_done, self.activity, self.has_warning

    def feed(self, text: str) -> None:
        """Take a piece of output; a line that is not complete is kept for the next piece."""
        whole = (self._rest + text).replace("\r", "\n")
        self._judge(whole)
        *lines, rest = whole.split("\n")
        self._rest = rest[-LONGEST_LINE:]
        signs = [sign for sign in SIGNS if sign in whole]
        for line in lines if signs else ():
            if any(sign in line for sign in signs):
                self._line(line[-LONGEST_LINE:])
        if signs:
            self.progressed.read_beginning(self._rest)

    def finish(self) -> None:
        """The output ended: read what stands after the last end of line."""
        if self._rest:
            self.feed("\n")

    def _judge(self, text: str) -> None:
        """How it went, also by a line that is not complete: the program may wait in it."""
        lower, words = text.lower(), self._vocabulary
        for place, (each, bits) in enumerate(words.verdicts[: self._gravest]):
            if has(each, lower):
                self._gravest, self.verdict = place, bits
                break
        if not self.bad_result and any(has(each, lower) for each in words.bad_results):
            self.bad_result = ERR | PBR
        self.has_warning = self.has_warning or any(has(each, lower) for each in words.warnings)

    def _line(self, line: str) -> None:
        self.progressed.read(line)
        self.activity = said(line, "ACTIVITY:") or self.progressed.activity_in(line) or self.activity
        self.report = said(line, "REPORT:") or self.report
        written = file_in(line)
        if written:
            self._files.append(written)


def said(line: str, word: str) -> str:
    """What follows the word, "" when it is not there."""
    return line.rpartition(word)[2].strip() if word in line else ""


def file_in(line: str) -> str:
    """The file that a line says was written, "" when it says nothing of one."""
    for word in ("@IMAGE@", "@IMAGE!@"):
        if word in line:
            return line.partition(word)[2].strip()
    if "Saved: '" in line:
        return line.partition("Saved: '")[2].partition("'")[0]
    if "Successfully written image file " in line:
        return line.partition('"')[2].partition('"')[0]
    name = said(line, "Image: ")
    return name.rpartition(" (")[0] if "Generating Image: " in line else name
