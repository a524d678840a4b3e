"""The environment for programs of their own that an application starts: without what it sets for its own libraries."""

from __future__ import annotations

from collections.abc import Mapping

UNWANTED = ("LD_LIBRARY_PATH", "LD_PRELOAD", "AFSUBMIT_RUN")
UNWANTED_BEGINNINGS = ("PYTHON", "DYLD_", "QT_")


def cleaned(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` without what would make another program load an application's libraries."""
    return {
        name: value
        for name, value in environ.items()
        if name not in UNWANTED and not name.upper().startswith(UNWANTED_BEGINNINGS)
    }
