"""Words in a task's output that say how it went, for each of the farm's parsers. Pure: tables.

The words are those that CGRU 3.4.1's parsers look for, upper and lower case alike, those of Royal Render that mean
"this fails everywhere", and those that the applications' own pages name. Words that no program prints by chance count
for every task; others only for a task with that parser, or whose service comes with it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import NamedTuple

from ..document.farm_services import default_parser
from ..wire.states import ERR, PER, PSC

FATAL = 1 << 21
Words = tuple[str, ...]
"""What must stand in one line, in this order, in lower case."""


class Vocabulary(NamedTuple):
    """What the output of one task is searched for: words that end it, the gravest first, that spoil it, that warn."""

    verdicts: tuple[tuple[Words, int], ...]
    bad_results: tuple[Words, ...]
    warnings: tuple[Words, ...]


VERDICTS = {
    "[ PARSER FATAL ERROR ]": ERR | FATAL,
    "[ PARSER ERROR ]": ERR | PER,
    "[ PARSER FINISHED SUCCESS ]": PSC,
    "A license for nuke was not found": ERR | PER,
    "[mtoa] Failed batch render": ERR | PER,
    "Requested layer does not exist!": ERR | FATAL,
    "Unknown Maya file version": ERR | FATAL,
    "Cannot open renderer description file": ERR | FATAL,
    "Maya exited with status 210": ERR | FATAL,
}
"""Of every task: words that end it at once; what would fail everywhere is not tried again."""
BAD_RESULTS = ("[ PARSER BAD RESULT ]",)
"""Of every task: it ends by itself, and is an error also with exit code 0."""
WARNINGS = ("[ PARSER WARNING ]", "OpenCL Exception", "USD ERROR")

_BLENDER = (("Warning: Unable to open",), ("Render error", "cannot save"), ("Error: CUDA error",))
_MAYA = (
    ("Frame aborted",), ("Frame rendering aborted",), ("Fatal Error",), ("failed to render",), ("(kFailure)",),
)  # fmt: skip
_ARNOLD = (
    ("Error reading pixel data from image file",), ("ERROR | [ass] can't open",), ("ERROR | [ass] can't read in",),
    ("ERROR | [texturesys] unspecified OIIO error",), ("can't create file",), ("ERROR ", "| signal caught: SIGABRT"),
    ("[rlm] error initializing license system",), ("ERROR | [alembic] invalid archive",),
)  # fmt: skip
_REDSHIFT = (
    ("No devices found. Aborting rendering.",), ("Rendering was internally aborted",),
    ("Bad node type found: Redshift_ROP",), ("Bad node type found: redshift_vopnet",),
    ("Error an illegal memory access was encountered",), ("License error",),
)  # fmt: skip
_HOUDINI = (
    ("No licenses could be found to run this application",), ("Please check for a valid license server host",),
)  # fmt: skip
_HOUDINI_IMAGE = (*_HOUDINI, ("Failed to create file",), ("Error loading geometry", "from stdin"))
_NUKE = (("Worker process failed",), ("Segmentation fault",), ("Node execution error:",), ("Invalid ", " license key"))
ERRORS = {
    **dict.fromkeys(("blender", "blender_cycles", "blender_render", "blender_yafray"), _BLENDER),
    "nuke": _NUKE,
    **dict.fromkeys(("maya", "maya_arnold", "maya_delight", "maya_mental"), _MAYA),
    "maya_redshift": (*_MAYA, *_REDSHIFT),
    "mayatoarnold": (*_MAYA, *_ARNOLD),
    "arnold": _ARNOLD,
    "redshift": _REDSHIFT,
    **dict.fromkeys(("hbatch", "hbatch_prman"), _HOUDINI),
    "hbatch_redshift": (*_HOUDINI, *_REDSHIFT),
    "houdinitoarnold": (*_HOUDINI, *_ARNOLD),
    **dict.fromkeys(("hbatch_karma", "hbatch_mantra", "karma", "mantra"), _HOUDINI_IMAGE),
    "ffmpeg": (("impossible to open",), ("no such file or directory",)),
}
"""Words that make a task an error at once, by parser; it may be tried again."""
_WATERMARK = ("rendering with watermarks because of failed authorization",)
_IMAGE_WARNINGS = (
    ("Unable to access file",), ("Unable to load texture",), ("Recompress failed",), ("WARNING: A procedural of",),
    (" Unknown parameter: ",), ("is rendering as a packed procedural but has a mix of packed and non-packed",),
    (": No velocity attribute found for motion blur",), (" primitives which may not be rendered directly",),
    ("Procedural generated out of bounds geometry",), ("mantra: WARNING:",), ("karma: WARNING:",),
)  # fmt: skip
WARNINGS_OF = {
    **dict.fromkeys(("arnold", "mayatoarnold", "houdinitoarnold", "maya_arnold"), (_WATERMARK,)),
    **dict.fromkeys(("hbatch", "hbatch_prman", "hbatch_redshift"), (("Failed to create",),)),
    **dict.fromkeys(("hbatch_karma", "hbatch_mantra", "karma", "mantra"), _IMAGE_WARNINGS),
    "ffmpeg": (("invalid",),),
}
BAD_RESULTS_OF = {"ffmpeg": (("output file is empty",),)}


@functools.lru_cache(maxsize=256)
def vocabulary(parser: str = "", service: str = "") -> Vocabulary:
    """What to search for in the output of a task with this parser and service."""
    names = {parser, default_parser(service)}
    verdicts: list[tuple[Words, int]] = [((words.lower(),), bits) for words, bits in VERDICTS.items()]
    verdicts += [(words, ERR | PER) for name in sorted(names) for words in _lowered(ERRORS.get(name, ()))]
    verdicts.sort(key=lambda one: (not one[1] & FATAL, not one[1] & ERR))
    return Vocabulary(
        tuple(verdicts),
        _lowered([(one,) for one in BAD_RESULTS] + [one for name in names for one in BAD_RESULTS_OF.get(name, ())]),
        _lowered([(one,) for one in WARNINGS] + [one for name in names for one in WARNINGS_OF.get(name, ())]),
    )


def _lowered(every: Iterable[Words]) -> tuple[Words, ...]:
    return tuple(tuple(one.lower() for one in words) for words in every)


def has(words: Words, lines: str) -> bool:
    """Whether one of the `lines`, in lower case, holds the words in their order. Linear in the text."""
    if len(words) == 1:
        return words[0] in lines
    if not all(one in lines for one in words):
        return False
    return any(_stand_in(words, line) for line in lines.split("\n"))


def _stand_in(words: Words, line: str) -> bool:
    position = 0
    for one in words:
        position = line.find(one, position)
        if position < 0:
            return False
        position += len(one)
    return True
