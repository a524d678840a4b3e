"""Runs a real Blender for the tests: the one named by AFSUBMIT_TEST_BLENDER, else the one on PATH.

Every process has a time-out: the bpy module can hang at its exit (seen in 4.5).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

INSIDE = Path(__file__).parent / "inside"
TIMEOUT_SECONDS = 150
FOREIGN = ("AFSUBMIT_", "CGRU_", "AF_", "BLENDER_", "PYTHONPATH")


def blender_path() -> str:
    """The Blender to test with, or ""."""
    return os.environ.get("AFSUBMIT_TEST_BLENDER") or shutil.which("blender") or ""


class Rig:
    """One Blender with a private configuration, and the add-on installed from its zip."""

    def __init__(self, blender: str, folder: Path, archive: Path) -> None:
        self.blender, self.folder, self.archive = blender, folder, archive
        answer = subprocess.run([blender, "--version"], capture_output=True, text=True, timeout=60)
        found = re.search(r"Blender (\d+)\.(\d+)", answer.stdout)
        if not found:
            raise RuntimeError(f"{blender} is no Blender: {answer.stdout!r} {answer.stderr!r}")
        self.version = int(found[1]), int(found[2])
        self.is_module = "bpy module" in answer.stdout

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """This process's environment without anybody's settings, with private folders for Blender and for us."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        for kind in ("RESOURCES", "CONFIG", "SCRIPTS", "DATAFILES", "EXTENSIONS"):
            place = self.folder / "user" / kind.lower()
            place.mkdir(parents=True, exist_ok=True)
            kept[f"BLENDER_USER_{kind}"] = str(place)
        ours = {name: str(self.folder / "config") for name in ("XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "APPDATA")}
        return {**kept, **ours, "AFSUBMIT_HOME": str(self.folder / "state"), **(extra or {})}

    def run(
        self, *words: str, environment: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess:
        """Run Blender with `words` and return what came of it, output and errors in one text."""
        return subprocess.run(
            [self.blender, *words],
            env=self.environment(environment),
            cwd=cwd or self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIMEOUT_SECONDS,
        )

    def script(self, name: str, *words: str, environment: Mapping[str, str] | None = None) -> str:
        """Run `inside/<name>` and return what it printed; fails with that text when it failed."""
        start = ["-b", "--factory-startup", "--python-exit-code", "3", "--python", str(INSIDE / name), "--"]
        done = self.run(*start, *words, environment=environment)
        if done.returncode:
            raise AssertionError(f"{name} ended with {done.returncode}:\n{done.stdout[-6000:]}")
        return done.stdout

    def install(self) -> str:
        """Install the add-on as an artist does; returns what Blender printed."""
        return self.script("install.py", str(self.archive))

    def cases(self, name: str, servers: Mapping[str, str]) -> dict[str, str]:
        """Run all cases of `inside/<name>` in one Blender: name of the case -> "" or its traceback."""
        folder = self.folder / Path(name).stem
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        result = folder / "result.json"
        output = self.script("run_cases.py", str(INSIDE / name), str(result), json.dumps(dict(servers)))
        if not result.exists():
            raise AssertionError(f"{name} left no result:\n{output[-6000:]}")
        return json.loads(result.read_text("utf-8"))
