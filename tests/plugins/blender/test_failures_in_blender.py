"""A real Blender survives every failure of a submission."""

from __future__ import annotations

import pytest

from afsubmit.selftest import failures

FAILURES = [name for name in vars(failures) if name.startswith("failure_")]


@pytest.mark.blender
@pytest.mark.parametrize("name", FAILURES)
def test_blender_survives(outcomes, name: str) -> None:
    trouble = outcomes("cases_failures.py")[name.replace("failure_", "case_", 1)]
    assert not trouble, trouble
