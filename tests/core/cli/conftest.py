"""Running the two commands as their users do: a process of its own, with the words after it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

CORE = Path(__file__).parents[3] / "core"
Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run() -> Command:
    """`run("afsubmit", "jobs", server="host:port")`: what it printed, and its exit code."""

    def run(program: str, *words: str, stdin: str | bytes = "", **variables: str) -> subprocess.CompletedProcess[str]:
        module = {"afsubmit": "afsubmit", "afcmd": "afsubmit.cli.afcmd"}[program]
        raw = stdin.encode("utf-8") if isinstance(stdin, str) else stdin
        environ = {**os.environ, "PYTHONPATH": str(CORE), "PYTHONUTF8": "1", **variables}
        done = subprocess.run(
            [sys.executable, "-m", module, *words], input=raw, capture_output=True, timeout=60, env=environ
        )
        texts = (done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
        return subprocess.CompletedProcess(done.args, done.returncode, *texts)

    return run
