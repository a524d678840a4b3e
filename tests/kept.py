"""Files that the tests compare with, exactly: AFSUBMIT_TEST_REWRITE=1 writes them anew and lets the test fail."""

from __future__ import annotations

import os
from pathlib import Path

SWITCH = "AFSUBMIT_TEST_REWRITE"


def assert_kept(path: Path, text: str) -> None:
    """Compare `text` with the file; with the switch write it first, so that the change is read as a diff."""
    there = path.read_text("utf-8") if path.exists() else None
    if os.environ.get(SWITCH) and there != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        raise AssertionError(f"{path} was written anew: read the change, then run without {SWITCH}.")
    assert there is not None, f"There is no {path}; {SWITCH}=1 writes it."
    assert text == there, f"{path} is not what comes out now; {SWITCH}=1 writes it anew."
