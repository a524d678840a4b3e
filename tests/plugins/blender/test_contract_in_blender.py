"""A real Blender keeps every clause of the contract."""

from __future__ import annotations

import pytest

from afsubmit.selftest import clauses

CLAUSES = [name for name in vars(clauses) if name.startswith("clause_")]


@pytest.mark.blender
@pytest.mark.parametrize("name", CLAUSES)
def test_blender_keeps_the_clause(outcomes, name: str) -> None:
    trouble = outcomes("cases_contract.py")[name.replace("clause_", "case_", 1)]
    assert not trouble, trouble
