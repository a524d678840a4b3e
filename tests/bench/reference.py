"""`import af` of this project beside that of a CGRU checkout, which AFSUBMIT_BENCH_REFERENCE names."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

from tests.bench.figures import Figure, NotMeasured

RUNS = 21
PROGRAM = "import time; start = time.perf_counter(); import af; print(time.perf_counter() - start)"


def measure(project: Path) -> list[Figure]:
    """Import each in fresh processes, in turn; medians."""
    place = os.environ.get("AFSUBMIT_BENCH_REFERENCE")
    if not place:
        raise NotMeasured("AFSUBMIT_BENCH_REFERENCE names no checkout of CGRU")
    root = Path(place)
    folders = [str(root / "lib" / "python"), str(root / "afanasy" / "python")]
    environ = {**os.environ, "CGRU_LOCATION": place, "AF_ROOT": str(root / "afanasy"), "CGRU_UPDATE_CMD": ""}
    ours = {**environ, "PYTHONPATH": str(project / "core")}
    theirs = {**environ, "PYTHONPATH": os.pathsep.join(folders)}
    pairs = [(_once(ours), _once(theirs)) for _ in range(RUNS + 1)][1:]  # the first writes the bytecode
    mine, reference = (1000 * statistics.median(values) for values in zip(*pairs))
    return [Figure("import af, not slower than CGRU's", mine, "ms", round(reference, 1), beside="CGRU's, in turn")]


def _once(environ: dict[str, str]) -> float:
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True, timeout=60)
    return float(done.stdout.splitlines()[-1])
