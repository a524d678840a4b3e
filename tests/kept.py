"""Files that the tests compare with, exactly: AFSUBMIT_TEST_REWRITE=1 writes them anew and lets the test fail."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from afsubmit.errors import Problem
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.planning.scene import Target

SWITCH = "AFSUBMIT_TEST_REWRITE"
OF_NO_MAP = "stands in no path map"
"""What is told of folders that only a machine with a path map is asked about."""


def cases(folders: Iterable[Path], *, of_posix: Iterable[str] = ()) -> pytest.MarkDecorator:
    """`folder`, each in turn; those of `of_posix` hold paths that mean something else on Windows."""
    needs = pytest.mark.posix("a path of POSIX that means something else on Windows")
    marked = [pytest.param(one, id=one.name, marks=[needs] if one.name in of_posix else []) for one in folders]
    return pytest.mark.parametrize("folder", marked)


def assert_kept(path: Path, text: str) -> None:
    """Compare `text` with the file; with the switch write it first, so that the change is read as a diff."""
    there = path.read_text("utf-8") if path.exists() else None
    if os.environ.get(SWITCH) and there != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        raise AssertionError(f"{path} was written anew: read the change, then run without {SWITCH}.")
    assert there is not None, f"There is no {path}; {SWITCH}=1 writes it."
    assert text == there, f"{path} is not what comes out now; {SWITCH}=1 writes it anew."


def target_of(target: Target, places: Mapping[Path, str]) -> Target:
    """The target; from Windows its farm sees these folders by their names in the kept files, as a path map says."""
    return replace(target, path_map=PathMap(places.items())) if os.name == "nt" else target


def problems_of(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """The problems as they are kept: on Windows without those that only the path map of `target_of` brings."""
    return [one._asdict() for one in problems if os.name != "nt" or OF_NO_MAP not in one.message]


def without_places(kept: Any, places: Mapping[Path, str]) -> Any:
    """The same with the name for each of these folders, and slashes behind it."""
    if isinstance(kept, str):
        for place, name in places.items():
            folder = r"[\\/]".join(map(re.escape, str(place).split(os.sep)))
            rest = ".*" if re.match(folder, kept) else r"[^\"'\s]*"  # a path and nothing else, or one in a command
            found = re.compile(f"{folder}({rest})", re.DOTALL)
            kept = found.sub(lambda path, name=name: name + path[1].replace(os.sep, "/"), kept)
        return kept
    if isinstance(kept, Mapping):
        return {without_places(key, places): without_places(value, places) for key, value in kept.items()}
    return [without_places(one, places) for one in kept] if isinstance(kept, (list, tuple)) else kept
