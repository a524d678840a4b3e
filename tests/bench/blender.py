"""The Blender room: registering the add-on, and submitting the demo's scene to a farm on this machine."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
from pathlib import Path

from tests.bench.figures import Figure, NotMeasured

SUBMISSIONS = 7


def measure(project: Path) -> list[Figure]:
    """Install the built zip into a private Blender; register and submit several times."""
    blender = os.environ.get("AFSUBMIT_TEST_BLENDER") or shutil.which("blender")
    if not blender:
        raise NotMeasured("no blender on PATH")
    archive = next(iter(sorted((project / "dist").glob("afanasy*.zip"), reverse=True)), None)
    if not archive:
        raise NotMeasured("no zip in dist: nox -s build makes it")
    from afsubmit.local import launch
    from demo.surroundings import Surroundings

    here = Surroundings(blender)
    before = dict(os.environ)
    here.enter()
    try:
        here.run_script("scene.py", str(here.scene), "1", "16")
        launch.ensure_running(sys.executable)
        seen = here.folder / "bench.json"
        words = (str(archive), str(here.scene), str(seen), str(SUBMISSIONS))
        here.run_script("../tests/bench/in_blender.py", *words)
        facts = json.loads(seen.read_text(encoding="utf-8"))
    finally:
        launch.stop()
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(here.folder, ignore_errors=True)
    return _figures(facts, here.version)


def _figures(facts: dict[str, list[float]], version: str) -> list[Figure]:
    saved, submitted = 1000 * statistics.median(facts["save"]), 1000 * statistics.median(facts["submit"])
    registered = 1000 * statistics.median(facts["register"])
    return [
        Figure("add-on registration", registered, "ms", 30, beside=f"Blender {version}"),
        Figure("submit the demo's scene", submitted, "ms", 300, beside=f"saving a copy alone: {saved:.1f} ms"),
    ]
