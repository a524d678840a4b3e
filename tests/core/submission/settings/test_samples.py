"""The settings files that the pages show are taken whole: no unknown key, no value that is passed over."""

from __future__ import annotations

import json
import re

import pytest

from afsubmit.submission.settings import setting_files
from afsubmit.submission.settings.schema import BY_KEY
from tests.rules.sources import PROJECT

SAMPLE = re.compile(r"^```json\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SAMPLES = [
    pytest.param(text, id=f"{page.stem}-{number}")
    for page in sorted((PROJECT / "docs").glob("*.md"))
    for number, text in enumerate(SAMPLE.findall(page.read_text("utf-8")))
    if '"settings":' in text
]


@pytest.mark.parametrize("text", SAMPLES)
def test_sample_of_a_page_is_taken_whole(text: str, tmp_path) -> None:
    (tmp_path / "settings.json").write_text(text, "utf-8")
    found = setting_files.read(str(tmp_path / "settings.json"))
    assert found.problems == []
    assert dict(found.values) == json.loads(text)["settings"]
    assert {*found.values, *found.locked, *found.hidden} <= set(BY_KEY)


def test_pages_show_some() -> None:
    assert len(SAMPLES) >= 5
