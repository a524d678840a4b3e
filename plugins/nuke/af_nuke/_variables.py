"""Which variables of the artist's environment a script asks for: a farm has its own, or none. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from afsubmit.errors import Problem

from . import _script
from ._graph import ENVIRONMENT, WRITERS
from ._script_name import RENDER_CALLBACKS

ASKING = re.compile(r"env(?:iron|\W)")
"""A quick no for nodes that never ask."""

_NAMED = re.compile(r"getenv[\s({\"']+([A-Za-z_]\w*)|\$\{?(?:::)?env\((\w+)\)|environ(?:\.get)?\s*[\[(]\s*[\"'](\w+)")
_NOT_RENDERED = frozenset("label autolabel knobChanged help".split())
_PINNED = ("file", "proxy")
"""Of write nodes: in the copy they hold the name that was announced."""
MAXIMUM_NAMED = 3


def problems(nodes: Iterable[tuple[str, _script.Node]], given: Mapping[str, object]) -> Iterator[Problem]:
    """The variables that the script asks for and the job does not carry; `given` are those that it does.

    `nodes` come with their full names.
    """
    uses: dict[str, list[str]] = {}
    for where, node in nodes:
        for knob in node.knobs if node.says(ASKING) else ():
            if knob not in _NOT_RENDERED and not (knob in _PINNED and node.class_name in WRITERS):
                for name in _names(knob, node.value(knob) or ""):
                    uses.setdefault(name, []).append(f"{where}.{knob}")
    for name in sorted(uses.keys() - {*ENVIRONMENT, *given}):
        places = list(dict.fromkeys(uses[name]))
        more = f" and {len(places) - MAXIMUM_NAMED} more" if len(places) > MAXIMUM_NAMED else ""
        message = (
            f"{', '.join(places[:MAXIMUM_NAMED])}{more} asks for {name} of this session's environment: the farm has "
            "another one, or none."
        )
        yield Problem("warning", "scene", message, f"Set it for the job ({name}=… in Environment), or on the farm.")


def _names(knob: str, text: str) -> Iterator[str]:
    if "[" in text or "$" in text or knob in RENDER_CALLBACKS:
        for found in _NAMED.finditer(text):
            yield found[1] or found[2] or found[3]
