"""`import af` is cheap and leaves nothing behind: heavy modules come when they are first used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
HEAVY = (
    "asyncio",
    "concurrent.futures",
    "dataclasses",
    "difflib",
    "getpass",
    "json",
    "logging",
    "multiprocessing",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "typing",
    "afsubmit.document.fields",
    "afsubmit.document.validate",
    "afsubmit.studio",
    "afsubmit.wire",
)


def python(program: str, home: Path) -> str:
    environment = {
        **os.environ,
        "PYTHONPATH": str(PROJECT / "core"),
        "HOME": str(home),
        "AFSUBMIT_HOME": str(home / "af"),
    }
    done = subprocess.run(
        [sys.executable, "-B", "-S", "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=home,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_import_loads_nothing_heavy(tmp_path: Path) -> None:
    loaded = python("import sys; before = set(sys.modules); import af; print(*(set(sys.modules) - before))", tmp_path)
    assert not set(loaded.split()) & set(HEAVY)


@pytest.mark.parametrize(
    "program", ["import af", "import af; j = af.Job('x'); j.blocks.append(af.Block()); j.problems()"]
)
def test_nothing_is_written_and_nothing_said(tmp_path: Path, program: str) -> None:
    assert python(program, tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


def test_compatibility_modules_are_not_on_the_path_by_themselves(tmp_path: Path) -> None:
    program = "import importlib.util as u; print(u.find_spec('afcommon'), u.find_spec('afnetwork'))"
    assert python(program, tmp_path).split() == ["None", "None"]
