"""Settings as one line of text for a scene to keep, in which TCL, MEL and HScript find nothing to carry out. Pure."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from typing import Any

log = logging.getLogger(__name__)

NAME = "afanasy_settings"
"""What the place in the scene is called that holds the text."""

_GRAMMAR = re.compile(r"""[%\[\]{}"'$\\\s;#`]""")
_ON_SAVE = "submit_on_save%22:true"


def encode(values: Mapping[str, Any]) -> str:
    """`values` as JSON in which everything that a scene could take for its own grammar is percent-encoded."""
    text = json.dumps(dict(values), sort_keys=True, separators=(",", ":"))
    return _GRAMMAR.sub(lambda found: f"%{ord(found[0]):02X}", text)


def decode(text: str | None) -> dict[str, Any]:
    """What `encode` was given; empty for a text that is missing, damaged, or of somebody else."""
    if not text or not text.strip():
        return {}
    from urllib.parse import unquote  # few scenes keep settings, and it brings much

    try:
        kept = json.loads(unquote(text.strip()))
    except (ValueError, RecursionError) as error:
        log.warning("The settings kept in the scene cannot be read: %s", error)
        return {}
    return kept if isinstance(kept, dict) else {}


def is_submitted_on_save(text: str | None) -> bool:
    """Whether settings kept as `text` say that the scene is submitted after a save: a look at letters, nothing more."""
    return _ON_SAVE in (text or "")
