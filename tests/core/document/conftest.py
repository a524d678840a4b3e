"""Says what was not tested for want of the reference library."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore = [] if find_spec("fileseq") else ["test_frames_reference.py"]


def pytest_terminal_summary(terminalreporter) -> None:
    """One line for each file that did not run."""
    for name in collect_ignore:
        terminalreporter.write_line(f"not run: tests/core/document/{name} (fileseq is not installed)")
