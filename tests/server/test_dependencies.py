"""Waits as the server keeps them: a block with both masks waits for whole blocks and for its own frames."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.server


def gated(gate: Path) -> str:
    """A command that ends when somebody has made the file `gate`."""
    return f"while [ ! -e {gate} ]; do sleep 0.1; done"


def test_block_with_both_masks_when_one_of_them_is_done_then_it_waits_for_the_other(
    client, make_job, until: Callable[..., Any], tmp_path: Path
) -> None:
    tmp_path.chmod(0o755)
    usual = {"flags": 1, "frame_first": 1, "frame_last": 2, "service": "generic", "capacity": 1}
    blocks = [
        {**usual, "name": "whole", "frame_last": 1, "command": gated(tmp_path / "whole")},
        {**usual, "name": "framed", "command": gated(tmp_path / "framed@#@")},
        {**usual, "name": "after", "command": "true", "depend_mask": "whole", "tasks_depend_mask": "framed"},
    ]
    receipt = make_job("both masks", blocks=blocks)

    def is_done(block: int, task: int) -> bool:
        return "DON" in client.progress(receipt.id)[block][task].words

    def states() -> tuple[bool, list[bool]]:
        """Whether the last block waits as a whole, and which of its tasks are done."""
        words = [task.words for task in client.progress(receipt.id)[2]]
        return "WDP" in client.job(receipt.id).blocks[2].words, ["DON" in one for one in words]

    client.action("jobs", ids=[receipt.id], operation="start")
    until(lambda: all("RUN" in task.words for block in client.progress(receipt.id)[:2] for task in block), 60)
    assert states() == (True, [False, False])
    (tmp_path / "framed1").touch()
    until(lambda: is_done(1, 0), 60)
    assert states() == (True, [False, False]), "its frame is there, the whole block is not"
    (tmp_path / "whole").touch()
    until(lambda: is_done(2, 0), 60)
    assert states() == (False, [True, False]), "the whole block is there, the other frame is not"
    (tmp_path / "framed2").touch()
    until(lambda: is_done(2, 1), 60)
    whole, framed, after = client.progress(receipt.id)
    assert all(task.tst >= whole[0].tdn for task in after), "none began before the whole block was done"
    assert after[1].tst >= framed[1].tdn
