"""Small files outside the plugin's folder that tell an application where that is: a module file, a package file."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from ..errors import AfError
from ..studio import open_files

_WORD = re.compile(r"\{(target|version|release)\}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def text_of(content: Any, words: Mapping[str, str]) -> str:
    """What stands in a file: a list of lines as they are, anything else as JSON; `{target}` and so on are filled in.

    Raises:
        AfError: a word would end its line.
    """
    if any(map(_CONTROL.search, words.values())):
        raise AfError(f"{words['target']!r} has a control character in its name; install into another folder.")
    is_lines = isinstance(content, list) and all(isinstance(line, str) for line in content)
    filled = _filled(content, words)
    return "\n".join([*filled, ""]) if is_lines else json.dumps(filled, indent=4, ensure_ascii=False) + "\n"


def _filled(content: Any, words: Mapping[str, str]) -> Any:
    if isinstance(content, str):
        return _WORD.sub(lambda found: words[found[1]], content)
    if isinstance(content, list):
        return [_filled(one, words) for one in content]
    return {key: _filled(one, words) for key, one in content.items()} if isinstance(content, dict) else content


def ensure_ours(paths: Iterable[Path], ours: Collection[str]) -> None:
    """See that none of `paths` is somebody else's file; `ours` are those that we wrote before.

    Raises:
        AfError: one is.
    """
    for path in paths:
        if os.path.lexists(path) and str(path) not in ours:
            text = f"{path} exists already and was not put there by `afsubmit install`; nothing was changed."
            raise AfError(text)


def write(path: Path, text: str, aside: Path) -> None:
    """Make the file hold `text`, in one step; it is written in the folder `aside` first.

    An application may read whatever lies beside `path`, so nothing half is ever there.

    Raises:
        AfError: it cannot be written; what was there is as it was.
    """
    part = aside / f"{path.name}.part"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, "utf-8")
        open_files.replace(part, path)
    except OSError as error:
        part.unlink() if part.exists() else None
        raise AfError(f"{path} cannot be written: {error.strerror}.") from error


def remove(path: Path) -> bool:
    """Take it away; False when it is not there.

    Raises:
        AfError: it cannot be removed.
    """
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise AfError(f"{path} cannot be removed: {error.strerror}.") from error
    return True
