"""The golden scenes: where they are, and how one is opened elsewhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.kept import cases

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "maya"
CASES = sorted(folder for folder in GOLDEN.iterdir() if (folder / "scene.ma").exists())
SENT = [folder for folder in CASES if json.loads((folder / "case.json").read_text("utf-8")).get("is_sent", True)]
"""Those that nothing stands against."""

RENDERS = b'"/renders/'
"""Where scenes with whole paths write: below the place of the test when they are opened."""

OF_POSIX = ("absolute-prefix", "two-outputs-on-one-file", "windows-farm")
sent, case = cases(SENT, of_posix=OF_POSIX), cases(CASES, of_posix=OF_POSIX)


def facts_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the case says beside its scene; its environment is set."""
    facts = json.loads((folder / "case.json").read_text("utf-8"))
    for name, value in facts.get("environment", {}).items():
        monkeypatch.setenv(name, value)
    return dict(facts)


def opened(folder: Path, place: Path) -> Path:
    """The case's scene in a copy of its folder at `place`."""
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns("*.json"))
    scene = place / "scene.ma"
    scene.write_bytes(scene.read_bytes().replace(RENDERS, f'"{place.as_posix()}/renders/'.encode()))
    return scene
