"""Settings come back from the text that a scene keeps, whatever is in them, and nothing in it is anybody's grammar."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.submission.settings.scene_text import decode, encode, is_submitted_on_save

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(values=st.dictionaries(st.text(max_size=9), VALUES, max_size=4))
def test_whatever_is_set_comes_back_and_is_one_harmless_word(values: dict) -> None:
    text = encode(values)
    assert decode(text) == values
    assert not set(text) & set("[]{}\"'$\\;#` \t\r\n")
    assert is_submitted_on_save(text) == (values.get("submit_on_save") is True)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(None, id="no such place in the scene"),
        pytest.param("  ", id="nothing"),
        pytest.param("%7B%22priority", id="cut off"),
        pytest.param("[1,2]", id="something else"),
        pytest.param("[" * 100_000, id="deeper than anything is"),
    ],
)
def test_text_that_is_not_ours_is_no_settings(text) -> None:
    assert decode(text) == {}


@pytest.mark.parametrize(
    ("values", "is_on"),
    [({"submit_on_save": True}, True), ({"submit_on_save": False}, False), ({"priority": 1}, False), ({}, False)],
)
def test_submit_on_save_is_seen_without_reading(values: dict, is_on: bool) -> None:
    assert is_submitted_on_save(encode(values)) is is_on
    assert not is_submitted_on_save(None)
