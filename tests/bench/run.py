"""The figures this project promises, measured side by side in one run and printed as one table: `nox -s bench`.

Times are medians over repeated runs, alternating with what they are compared with, so that a machine busy with other
things slows both. A figure that misses its promise makes the exit code 1; one that cannot be measured is "not run".
"""

from __future__ import annotations

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT), str(PROJECT / "core")]

from tests.bench import (  # noqa: E402
    blender,
    farm,
    growth,
    houdini,
    imports,
    maya,
    maya_file,
    nuke,
    planning,
    qt,
    reference,
    sending,
    submitting,
)
from tests.bench.figures import Figure, NotMeasured, table  # noqa: E402


def main() -> int:
    """Measure everything that can be measured here; 1 when a promise is not kept or nothing was measured."""
    figures: list[Figure] = []
    missing: list[str] = []
    for topic in (
        imports,
        reference,
        sending,
        planning,
        farm,
        growth,
        blender,
        nuke,
        maya,
        maya_file,
        houdini,
        qt,
        submitting,
    ):
        try:
            figures += topic.measure(PROJECT)
        except NotMeasured as reason:
            missing.append(f"not run: {topic.__name__.rpartition('.')[2]} ({reason})")
    print(table(figures))
    print("\n".join(missing))
    return 0 if figures and all(figure.is_kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
