"""The command line: `afsubmit COMMAND …`, one file for each command."""

from __future__ import annotations

from .main import main

__all__ = ["main"]
