"""`afsubmit presets`: what is saved is listed, shown, used and removed."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.usefixtures("nothing_else")


def test_preset_that_was_saved_is_listed_shown_used_and_gone(afsubmit):
    assert "no presets" in afsubmit("presets")[1]
    code, out, _ = afsubmit("presets", "save", "night", "--priority", "20", "--environment", "A=1", "--no-snapshot")
    assert code == 0 and "night.json" in out
    assert [row["name"] for row in json.loads(afsubmit("presets", "--json")[1])] == ["night"]
    wanted = {"priority": 20, "snapshot": False, "environment": {"A": "1"}}
    assert json.loads(afsubmit("presets", "show", "night", "--json")[1]) == wanted
    assert "A=1" in afsubmit("presets", "show", "night")[1]
    words = ("submit", "--command", "x", "--preset", "night", "--dry-run", "--json", "--server", "farm:1")
    assert json.loads(afsubmit(*words)[1])["jobs"][0]["priority"] == 20
    assert afsubmit("presets", "delete", "night")[0] == 0
    assert json.loads(afsubmit("presets", "--json")[1]) == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(("show",), 2, "name a preset", id="no name"),
        pytest.param(("list", "night"), 2, "takes none", id="a name too many"),
        pytest.param(("save", "night"), 2, "save wants some", id="nothing to save"),
        pytest.param(("show", "night", "--priority", "3"), 2, "are for save", id="settings to show"),
        pytest.param(("show", "night"), 1, "no preset 'night'", id="none of that name"),
        pytest.param(("delete", "night"), 1, "no preset 'night'", id="nothing to delete"),
        pytest.param(("save", "a/b", "--priority", "3"), 1, "cannot be called", id="a name that is a path"),
        pytest.param(("save", "x", "--priority", "3", "--level", "show"), 1, "AFSUBMIT_SHOW", id="no show"),
    ],
)
def test_wrong_words_are_a_sentence(afsubmit, words, code, said):
    found = afsubmit("presets", *words)
    assert (found[0], found[1]) == (code, "") and said in found[2]
