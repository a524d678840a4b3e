"""`import af` over `import json, socket, re`, each pair in one fresh process."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

from tests.bench.figures import Figure

RUNS = 21
PROGRAM = """
import time
start = time.perf_counter()
import json, socket, re
middle = time.perf_counter()
import af
end = time.perf_counter()
print(middle - start, end - middle)
"""


def measure(project: Path) -> list[Figure]:
    """The median of what `import af` costs where json, socket and re are imported already."""
    environment = {**os.environ, "PYTHONPATH": str(project / "core")}
    pairs = [_once(environment) for _ in range(RUNS + 1)][1:]  # the first one writes the bytecode
    plain, ours = (1000 * statistics.median(values) for values in zip(*pairs))
    return [Figure("import af over json, socket, re", ours, "ms", 15, beside=f"json, socket, re: {plain:.1f} ms")]


def _once(environment: dict[str, str]) -> tuple[float, float]:
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    plain, ours = answer.stdout.split()
    return float(plain), float(ours)
