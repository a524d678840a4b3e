"""Scripts for Blender that go to the farm in a command line: nothing that lies in a shared folder is run. Pure."""

from __future__ import annotations


def in_one_line(script: str) -> str:
    """A script as one expression for any shell; it must have no double quotes and percent signs (Windows cmd)."""
    text = script.strip().replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"exec('{text}',{{}})"
