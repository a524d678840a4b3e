"""What jobs, blocks and snapshots are called, and the masks that name them. Texts in, texts out."""

from __future__ import annotations

import ntpath
import posixpath
import time
from collections.abc import Sequence

from ...document.fields import NAME_BYTES

SNAPSHOT_STEM_BYTES = 120
"""How much of the scene's name a snapshot's name keeps, so that the whole stays under 255 bytes."""


def job_name(*words: str, ending: str = "") -> str:
    """The words with blanks between them, cut in front of `ending` where the server would die of its length.

    afserver 3.4.1 writes the name of a job whose task runs into its list of renders without escaping.
    """
    name = listed_name(" ".join(word for word in words if word))
    room = NAME_BYTES - len(ending.encode("utf-8", "replace"))
    return cut(name, room) + ending


def cut(text: str, most_bytes: int) -> str:
    """As many whole letters of `text` as fit into `most_bytes` of UTF-8."""
    return text.encode("utf-8", "replace")[:most_bytes].decode("utf-8", "ignore")


def snapshot_path(scene_path: str, folder: str, *, who: Sequence[str], seconds: int, random: str) -> str:
    """Where the copy of the scene goes: in `folder`, or beside the scene when that is "", under a name of its own.

    The name carries scene, `who` (user and machine), time (UTC) and the random word.
    """
    module = ntpath if "\\" in scene_path else posixpath
    stem, ending = module.splitext(module.basename(scene_path))
    stem = plain_word(cut(stem, SNAPSHOT_STEM_BYTES), keep=" ")
    moment = time.strftime("%Y%m%d-%H%M%S", time.gmtime(seconds))
    sender = "-".join(plain_word(word)[:32] for word in who)
    return str(module.join(folder or module.dirname(scene_path), f"{stem}.af-{sender}-{moment}-{random}{ending}"))


def is_whole(path: str) -> bool:
    """Whether `path` begins at a root of this or another system, so that it means the same in any folder."""
    drive, rest = ntpath.splitdrive(path)
    return path.startswith("/") or rest[:1] in ("/", "\\") or drive.startswith("\\\\")


def is_of_windows(path: str) -> bool:
    """Whether only Windows has such paths: with a drive or a backslash."""
    return "\\" in path or path[1:2] == ":"


def plain_word(text: str, keep: str = "") -> str:
    """`text` with everything but letters, digits, `._-` and `keep` as underscores: safe in a file name anywhere."""
    return "".join(letter if letter.isalnum() or letter in "._-" + keep else "_" for letter in text)


def listed_name(text: str) -> str:
    """`text` without what the name of a block or job cannot hold.

    afserver 3.4.1 writes block names unescaped, so a quote or backslash would break its lists for everybody; a caret
    cannot be put into a mask without a backslash.
    """
    return "".join("_" if letter in '"\\^' or not letter.isprintable() else letter for letter in text) or "block"


def unique_name(name: str, taken: set[str]) -> str:
    """`name`, cut to what a server takes, with a number behind it when it is in `taken`; adds what it returns."""
    candidate, number = cut(name, NAME_BYTES), 1
    while candidate in taken:
        number += 1
        ending = f" {number}"
        candidate = cut(name, NAME_BYTES - len(ending)) + ending
    taken.add(candidate)
    return candidate


def mask_of(names: Sequence[str]) -> str:
    """A regular expression that matches `names` and nothing else, without a backslash (the server does not escape it).

    Where a name holds a caret or backslash any one character fits.
    """
    return "|".join("".join(_LETTERS.get(letter, letter) for letter in name) for name in names)


_LETTERS = {**{letter: f"[{letter}]" for letter in ".*+?()[{|$"}, "^": ".", "\\": "."}
"""Closing brackets stand for themselves: to the server's std::regex `[]]` is an empty set and a bracket."""
