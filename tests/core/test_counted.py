"""One of a thing is told as one, wherever a sentence counts."""

from __future__ import annotations

import re

import pytest

from afsubmit.counted import counted
from tests.rules.sources import PROJECT, python_files


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 tasks"), (1, "1 task"), (2, "2 tasks"), (300_000, "300,000 tasks")]
)
def test_number_when_told_then_its_word_fits(number: int, said: str) -> None:
    assert counted(number, "task") == said


def test_no_sentence_leaves_it_to_the_reader() -> None:
    files = python_files(PROJECT, "core", "plugins")
    assert len(files) > 300
    assert [path.name for path in files if re.search(r"[a-z]\(s\)", path.read_text("utf-8"))] == []
