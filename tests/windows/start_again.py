"""Start a process again where Wine could not: run.py puts it into Lib as sitecustomize.py, for every Python there.

Only error 1359 is tried again: Wine's CreateProcess answers it when the new process died before it was Windows at all
(run.py says why, and prevents it where it may). Windows itself does not, so that nothing of ours is hidden.
"""

from __future__ import annotations

import os
import sys
import time

INTERNAL_ERROR = 1359
PAUSES_SECONDS = (0.1, 0.5, 2.0)
COUNTED = os.path.join(os.path.dirname(sys.executable), "failed_starts.txt")
"""Has a line for each process that Wine could not start."""


def again(create, counted=COUNTED, pauses_seconds=PAUSES_SECONDS):
    """`create`, called again after each pause as long as it raises error 1359; the last one is raised."""

    def created(*words):
        for pause in pauses_seconds:
            try:
                return create(*words)
            except OSError as error:
                if error.winerror != INTERNAL_ERROR:
                    raise
            with open(counted, "a", encoding="utf-8") as file:
                file.write(f"{words[1]!a}\n")
            time.sleep(pause)
        return create(*words)

    return created


if __name__ == "sitecustomize":
    import _winapi

    _winapi.CreateProcess = again(_winapi.CreateProcess)
