"""For scripts that `import afcommon`: frame patterns, flags, file names and times, as the reference names them.

Different from the reference (CGRU 3.4.1), where that is wrong:

* `checkJobFlag` and `setJobFlag` look into the table of jobs; the reference takes the table of blocks and fails.
* `patternFromFile` looks at the file's name only; the reference also takes digits of a folder with a dot.
* `patternFromStdC` finds `%04d` behind another `%`, and makes `@#@` of `%0d`; the reference passes over the first
  and makes `@@` of the second.
* `patternFromDigits` makes a pattern of each run of `#`; the reference leaves one that stands behind another pattern.
* `patternFromPaths` takes the whole number at the very beginning and the very end, too; the reference leaves a part.
* `patternFromPaths` gives the first path back when the two differ in more than one number; the reference covers
  everything between the numbers with one pattern. `splitPathsDifference` then says (path, 0, "").
* `timeWaitFromHM` reads the clock of the place, summer time included; the reference is an hour off in summer.
* Messages go to standard error.
"""

from __future__ import annotations

import time

from afsubmit.api.printing import say
from afsubmit.document import flags, patterns

Digits = "01234567890"

BlockFlags = dict(flags.BITS)

JobFlags = {
    "ppapproval": 1 << 32,
    "maintenance": 1 << 33,
    "ignorenimby": 1 << 34,
    "ignorepaused": 1 << 35,
    "appendedblocks": 1 << 36,
}

_BAD_IN_NAMES = dict.fromkeys(map(ord, " ~`!@#$%^&*()+[]{};:'\",<>/?\\|"), "_")


def checkBlockFlag(i_flags: int, i_name: str) -> int:
    """The bit of a block's switch when it is set, else 0; False for an unknown name."""
    return _check(BlockFlags, "block", i_flags, i_name)


def setBlockFlag(i_flags: int, i_name: str) -> int:
    """`i_flags` with a block's switch set; unchanged for an unknown name or one that only the server sets."""
    return _set(BlockFlags, "block", i_flags, i_name)


def checkJobFlag(i_flags: int, i_name: str) -> int:
    """The bit of a job's switch when it is set, else 0; False for an unknown name."""
    return _check(JobFlags, "job", i_flags, i_name)


def setJobFlag(i_flags: int, i_name: str) -> int:
    """`i_flags` with a job's switch set; unchanged for an unknown name or one that only the server sets."""
    return _set(JobFlags, "job", i_flags, i_name)


def _check(table: dict[str, int], kind: str, i_flags: int, i_name: str) -> int:
    if i_name in table:
        return i_flags & table[i_name]
    return _unknown(table, kind, i_name)


def _set(table: dict[str, int], kind: str, i_flags: int, i_name: str) -> int:
    if i_name not in table:
        _unknown(table, kind, i_name)
    elif i_name.startswith("appended"):
        say(f'Error: the {kind} flag "{i_name}" is set by the server only.')
    else:
        return i_flags | table[i_name]
    return i_flags


def _unknown(table: dict[str, int], kind: str, i_name: str) -> bool:
    say(f'Error: there is no {kind} flag "{i_name}"; known are {", ".join(table)}.')
    return False


def fillNumbers(i_pattern: str, i_start: int, i_end: int) -> str:
    """`i_pattern` with first and last frame in turn in place of `@#@`, `@####@`."""
    return patterns.fill(i_pattern, i_start, i_end)


def filterFileName(filename: str) -> str:
    """`filename` with `_` for blanks and whatever a shell or file system may mind."""
    return filename.translate(_BAD_IN_NAMES)


def splitPathsDifference(path_a: str, path_b: str) -> tuple[str, int, str]:
    """`path_a` before the number in which it differs from `path_b`, the digits of that number, and what follows."""
    return patterns.difference(path_a, path_b)


def patternFromPaths(path_a: str, path_b: str) -> str:
    """The pattern of two files of one sequence: a.0001.exr and a.0100.exr give a.@####@.exr."""
    return patterns.from_two_names(path_a, path_b)


def patternFromStdC(path: str, verbose: bool = False) -> str:
    """The pattern of a path with %04d."""
    return _shown_pattern(path, patterns.from_printf(path), verbose)


def patternFromDigits(path: str, verbose: bool = False) -> str:
    """The pattern of a path with ####."""
    return _shown_pattern(path, patterns.from_hashes(path), verbose)


def _shown_pattern(path: str, pattern: str, verbose: bool) -> str:
    if verbose:
        say(f"{path} -> {pattern}")
    return pattern


def patternFromFile(path: str) -> str:
    """The pattern of one file of a sequence: its digits in front of the last dot."""
    return patterns.from_file_name(path)


def timeWaitFromHM(i_hours: int, i_minutes: int) -> int:
    """The next moment when the clock here shows these hours and minutes, with the seconds of now, since the epoch."""
    now = int(time.time())
    here = time.localtime(now)
    hours, minutes = max(0, min(i_hours, 23)), max(0, min(i_minutes, 59))
    for day in (here.tm_mday, here.tm_mday + 1):
        moment = int(time.mktime((here.tm_year, here.tm_mon, day, hours, minutes, here.tm_sec, 0, 0, -1)))
        if moment > now:
            break
    return moment
