"""Variables of the session for the farm to have, too: those of colours, and those that paths name. Pure."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping

from afsubmit.errors import Problem

from . import _sources
from ._graph import Remembered

NAMES = ("OCIO", "MAYA_COLOR_MANAGEMENT_POLICY_FILE")
"""The colour configuration, which counts more than the one in the scene, and the policy, which counts more than both
(Autodesk's documentation of 2016 and 2022)."""

MAXIMUM_NAMED = 3
_NAMED = re.compile(r"\$\{(\w+)\}|\$([A-Za-z_]\w*)|%([A-Za-z_]\w*)%")


def of_session(graph: Remembered) -> dict[str, str]:
    """Those that are set here."""
    return {name: os.environ[name] for name in (*NAMES, *_uses(graph)) if os.environ.get(name)}


def problems(graph: Remembered) -> Iterator[Problem]:
    """Those that paths of the scene name and that are not set here."""
    for name, places in _uses(graph).items():
        if not os.environ.get(name):
            more = f" and {len(places) - MAXIMUM_NAMED} more" if len(places) > MAXIMUM_NAMED else ""
            message = f"{', '.join(places[:MAXIMUM_NAMED])}{more}: the path names {name}, which is not set here."
            yield Problem("warning", "scene", message, f"Set it for the job ({name}=… in Environment), or on the farm.")


def _uses(graph: Remembered) -> Mapping[str, list[str]]:
    """Variable -> what names it in its path."""
    found: dict[str, list[str]] = {}
    paths = [
        *_sources.written(graph),
        *((f"reference {each.node}", each.written) for each in graph.scene.references if each.is_loaded),
    ]
    for title, path in paths:
        for names in _NAMED.findall(path):
            found.setdefault(next(filter(None, names)), []).append(title)
    return found
