"""How long an artist waits for the engine: one command sent from a terminal, and a long history."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.figures import Figure
from tests.fakes.farm_server import FarmServer

SEND_MS, LIST_MS = 150.0, 100.0
ENTRIES = 10_000


def measure(project: Path) -> list[Figure]:
    """`afsubmit submit --command` from the start of Python to its end, and 10,000 entries as a table."""
    with tempfile.TemporaryDirectory(prefix="afsubmit-bench-") as folder:
        return [_send(project, folder), _history(folder)]


def _send(project: Path, folder: str) -> Figure:
    with FarmServer() as server:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AF", "CGRU", "PYTHON"))}
        environ = {**kept, "AFSUBMIT_HOME": folder, "AFSUBMIT_SERVER": server.address}
        environ["PYTHONPATH"] = str(project / "core")
        words = [sys.executable, "-m", "afsubmit", "submit", "--command", "true @#@", "--frames", "1-100"]
        send = _median(lambda: subprocess.run(words, env=environ, check=True, capture_output=True, timeout=60))
        bare = _median(lambda: subprocess.run([sys.executable, "-c", ""], env=environ, check=True, timeout=60))
    return Figure("afsubmit submit --command, end to end", send, "ms", SEND_MS, beside=f"bare Python {bare:.0f} ms")


def _history(folder: str) -> Figure:
    from afsubmit.cli.history import TITLES, cells
    from afsubmit.cli.text_table import drawn
    from afsubmit.submission.history.entries import History, NewEntry

    history = History(os.path.join(folder, "long", "history.db"))
    document = {"name": "sh010_comp", "user_name": "jimmy"}
    entry = NewEntry(
        document, "farm:51000", "nuke", "/show/sh010/comp.nk", "dialog", "0bad", "/show/sh010/comp.af-x.nk"
    )
    history.begin([entry] * ENTRIES)
    shown = _median(lambda: drawn(TITLES, [cells(one, {}) for one in history.entries()]))
    return Figure(f"history of {ENTRIES:,} as a table", shown, "ms", LIST_MS)


def _median(work: Callable[[], object], times: int = 9) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)
