"""Scene files on which a reader once broke, found by tests/fuzz/readers.py: each is answered now."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.readers import ENDINGS, look

FOUND = sorted(path for path in (Path(__file__).parent / "found").glob("*/*"))


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name} {path.stem}")
def test_scene_that_broke_a_reader_is_answered(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")  # no Blender opens it
    assert path.suffix == ENDINGS[path.parent.name]
    look(path)


def test_some_are_kept() -> None:
    assert FOUND
