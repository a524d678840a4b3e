"""How states, times and durations are said to an artist. Pure."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

RUNNING, DONE, FAILED, PAUSED = "running", "done", "failed", "paused"
WAITING, READY, APPROVAL, SKIPPED = "waiting", "ready", "approval", "skipped"

SHOWN = {
    RUNNING: "Running",
    DONE: "Done",
    FAILED: "Failed",
    PAUSED: "Paused",
    WAITING: "Waiting",
    READY: "Ready",
    APPROVAL: "To approve",
    SKIPPED: "Skipped",
}
"""State -> the word for it."""

URGENCY = {
    state: place for place, state in enumerate((APPROVAL, FAILED, RUNNING, READY, WAITING, PAUSED, SKIPPED, DONE))
}
"""Sorts what needs an eye to the top."""


def job_state(words: list[str]) -> str:
    """The one state of a job that has these of the server's words; errors or not, what still runs or can is not failed.

    Measured with afserver 3.4.1: between two tasks such a job is "RDY ERR".
    """
    if "PPA" in words:
        return APPROVAL
    if "OFF" in words:
        return PAUSED
    if "RUN" in words:
        return RUNNING
    if "ERR" in words:
        return READY if "RDY" in words else FAILED
    if "DON" in words:
        return DONE
    return WAITING if "WDP" in words or "WTM" in words else READY


def task_state(words: list[str]) -> str:
    """The one state of a task or block."""
    if "SKP" in words and "RUN" not in words and "DON" in words:
        return SKIPPED
    if "RUN" in words:
        return RUNNING
    if "ERR" in words:
        return FAILED
    if "DON" in words:
        return DONE
    if "SUS" in words or "OFF" in words:
        return PAUSED
    return WAITING if "WDP" in words or "WTM" in words else READY


HOLDS = {
    "OFF": "its render was told to exit; stop the farm and start it anew",
    "PAU": "its render is paused",
    "NBY": "this machine was taken off the farm (afsubmit nimby off)",
}
"""Word of a render's state -> why it starts no tasks."""


def why_waiting(renders: Sequence[Mapping[str, Any]]) -> str:
    """Why a farm of one machine starts no tasks now, as what follows "waits: "; "" when it does.

    Of the `renders` of a farm of several machines nothing is said.
    """
    if len(renders) != 1:
        return ""
    words = str(renders[0].get("state", "")).split()
    held = next((why for word, why in HOLDS.items() if word in words), "")
    return held or one_line(str(renders[0].get("waits", "")))


def duration(seconds: float) -> str:
    """About how long, in the two largest units: "45 s", "12 min", "3 h 05 min", "2 d 4 h"; "" for nothing."""
    whole = int(seconds)
    if whole <= 0:
        return ""
    if whole < 60:
        return f"{whole} s"
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if minutes < 10:
        return f"{minutes} min {whole % 60:02d} s"
    if minutes < 60:
        return f"{minutes} min"
    if hours < 24:
        return f"{hours} h {minutes % 60:02d} min"
    return f"{days} d {hours % 24} h"


def moment(seconds: float, now: float | None = None) -> str:
    """The local time of day; with the date when it was another day; "" for never."""
    if seconds <= 0:
        return ""
    then, today = time.localtime(seconds), time.localtime(time.time() if now is None else now)
    if then[:3] == today[:3]:
        return time.strftime("%H:%M", then)
    return time.strftime("%d %b %H:%M" if then[0] == today[0] else "%d %b %Y", then)


def one_line(text: str) -> str:
    """`text` without what would break a line, hide or turn the text around it."""
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() else "\N{SYMBOL FOR NEWLINE}" if letter == "\n" else "\N{REPLACEMENT CHARACTER}"
        for letter in text
    )


def isolated(name: str) -> str:
    """`name` for the middle of a sentence: right-to-left letters in it leave the sentence's order alone."""
    return f"\N{FIRST STRONG ISOLATE}{one_line(name)}\N{POP DIRECTIONAL ISOLATE}"
