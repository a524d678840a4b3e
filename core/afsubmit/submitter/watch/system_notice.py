"""A notice on the desktop by the system's own program, where there is one: notify-send on Linux. No Qt."""

from __future__ import annotations

import html
import logging
import os
import subprocess
import sys
from collections.abc import Sequence

from ...studio import child_environment, printed_text
from . import trusted_programs
from .ended_jobs import Notice

log = logging.getLogger(__name__)

SECONDS = 10.0
"""So long the program may take: what it talks to may be silent."""


def command(notice: Notice) -> Sequence[str]:
    """The words of the program, () where this system has none that may be run.

    The text is markup to a notice's server (Desktop Notifications Specification 1.2), the title is not.
    """
    program = trusted_programs.find(("notify-send",))[0] if sys.platform.startswith("linux") else ""
    if not program:
        return ()
    picture = [f"--icon={notice.picture}"] if notice.picture else []
    return [program, "--app-name=Afanasy", *picture, "--", notice.title, html.escape(notice.text)]


def tell(notice: Notice) -> bool:
    """Show `notice`; False where the system has nothing for it. Waits for the program: for a thread.

    What the program complains of is in the log: nobody can do anything about it.
    """
    words = command(notice)
    if not words:
        return False
    try:
        environ = child_environment.cleaned(os.environ)
        done = subprocess.run(
            words, env=environ, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning("No notice could be shown: %s", error)
        return False
    if done.returncode:
        log.warning("No notice could be shown: %s", printed_text.decoded(done.stderr).strip())
    return not done.returncode
