"""Which machines masks fit, and masks that fit what was picked and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afsubmit.submission.planning.machine_masks import UnreadableMaskError, mask_for, matched, named_by, named_in
from afsubmit.submission.planning.names import mask_of

FARM = ["render1", "render10", "render2", "ws-7", "WS-8", "gpu.studio"]


@pytest.mark.parametrize(
    ("mask", "exclude", "kind", "names"),
    [
        pytest.param("", "", "", FARM, id="no mask"),
        pytest.param("render1", "", "", ["render1", "render10"], id="a beginning"),
        pytest.param("render1|ws", "", "", ["render1", "render10", "ws-7"], id="beginnings, letters as they are"),
        pytest.param("render.*", "", "", ["render1", "render10", "render2"], id="an expression fits the whole name"),
        pytest.param("render[12]", "", "", ["render1", "render2"], id="and no more"),
        pytest.param("render.*", "", "find", [], id="an expression read as a beginning"),
        pytest.param("", "render", "", ["ws-7", "WS-8", "gpu.studio"], id="without some"),
        pytest.param("render", "render[2]", "", ["render1", "render10"], id="one of two is an expression"),
        pytest.param("gpu.studio", "", "", ["gpu.studio"], id="a dot in a name"),
    ],
)
def test_masks_fit_what_the_farm_lets_run(mask: str, exclude: str, kind: str, names: list[str]) -> None:
    settings = {"hosts_mask": mask, "hosts_mask_exclude": exclude, "hosts_mask_type": kind}
    assert matched(FARM, settings) == names


@pytest.mark.parametrize("mask", ["render[", "(a+)+b", "(a|"])
def test_mask_that_the_farm_cannot_read_or_would_hang_on_is_told(mask: str) -> None:
    with pytest.raises(UnreadableMaskError):
        matched(FARM, {"hosts_mask": mask})
    assert named_by(FARM, mask, "") == named_in(FARM, mask) == []


NAMES = st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=8), unique=True)


@given(NAMES, st.data())
def test_mask_of_picked_machines_fits_these_and_no_others(names: list[str], data: st.DataObject) -> None:
    names = [re.sub(r"[\\^]", "x", name) for name in names]
    picked = data.draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    assert named_by(names, mask_for(picked, ""), "") == [name for name in names if name in picked]
    assert named_in(names, mask_of(picked)) == [name for name in names if name in picked]
