"""Where the demo happens: its folder, environment and Blender. Nothing of the user's is touched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BLENDER_TIMEOUT_SECONDS = 180


class DemoError(Exception):
    """The demo cannot go on; the text says why and what to do."""


class Surroundings:
    """One run of the demo: a new folder, and a Blender that sees nothing of the user's set-up."""

    def __init__(self, blender: str) -> None:
        """Make the folder `build/demo/<time>-…` of the clone.

        Args:
            blender: path of the executable, "" for the one on PATH.

        Raises:
            DemoError: there is no Blender, or it is too old.
        """
        found = shutil.which(blender or "blender")
        if not found:
            raise DemoError(
                f"No Blender at {blender}." if blender else "No `blender` on PATH; name one with --blender."
            )
        self.blender = os.path.abspath(found)
        self.version = self._version()
        parent = PROJECT / "build" / "demo"
        parent.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix=time.strftime("%Y-%m-%d-%H%M%S-"), dir=parent))
        self.scene = self.folder / "lantern.blend"
        self.frames = self.folder / "frames"
        self.contact_sheet = self.folder / "contact_sheet.png"
        self.state = self.folder / "state"
        self.environment = self._environment()

    def _version(self) -> str:
        try:
            answer = subprocess.run([self.blender, "--version"], capture_output=True, text=True, timeout=60)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DemoError(f"{self.blender} does not start: {error}") from error
        found = re.search(r"^Blender (\d+)\.(\d+)\S*( LTS)?", answer.stdout, re.MULTILINE)
        if not found:
            raise DemoError(f"{self.blender} is no Blender: it says {answer.stdout[:200]!r} {answer.stderr[-200:]!r}")
        if (int(found[1]), int(found[2])) < (3, 4):
            raise DemoError(f"Blender 3.4 or newer is needed; {self.blender} is {found[0]}.")
        return found[0].partition(" ")[2]

    def _environment(self) -> dict[str, str]:
        """This process's environment without any farm's or Blender's settings, and with private folders for both."""
        foreign = ("AFSUBMIT_", "CGRU_", "AF_", "BLENDER_")
        environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(foreign)}
        private = self.folder / "blender"
        for kind in ("RESOURCES", "CONFIG", "SCRIPTS", "DATAFILES", "EXTENSIONS"):
            folder = private if kind == "RESOURCES" else private / kind.lower()
            folder.mkdir(parents=True, exist_ok=True)
            environment[f"BLENDER_USER_{kind}"] = str(folder)
        environment["AFSUBMIT_HOME"] = str(self.state)
        return environment

    def enter(self) -> None:
        """Make this process see the same: the farm it starts and asks is the demo's own."""
        os.environ.clear()
        os.environ.update(self.environment)

    def run_script(self, script: str, *words: str) -> str:
        """Run `demo/<script>` inside Blender with `words` after `--`; returns what it printed.

        Raises:
            DemoError: it failed or took too long; the text holds the end of its output.
        """
        path = str(PROJECT / "demo" / script)
        command = [self.blender, "-b", "--factory-startup", "--python-exit-code", "3", "--python", path, "--", *words]
        try:
            done = subprocess.run(
                command,
                env=self.environment,
                cwd=self.folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                timeout=BLENDER_TIMEOUT_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise DemoError(f"{script} did not end within {BLENDER_TIMEOUT_SECONDS} s in {self.blender}.") from error
        output = done.stdout.decode("utf-8", "replace")
        (self.folder / f"{Path(script).stem}.log").write_text(output, encoding="utf-8")
        if done.returncode:
            raise DemoError(f"{script} failed in {self.blender} with exit code {done.returncode}:\n{output[-3000:]}")
        return output

    def tidy(self) -> None:
        """Remove what only the demo itself needed; the scene, its frames and the contact sheet stay."""
        for folder in (self.folder / "blender", self.state):
            shutil.rmtree(folder, ignore_errors=True)
