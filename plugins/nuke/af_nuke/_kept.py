"""Settings as one line of text that neither TCL nor the .nk grammar touches. Pure."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

log = logging.getLogger(__name__)

KNOB = "afanasy_settings"
_TOUCHED = re.compile(r"""[%\[\]{}"'$\\\s;#]""")


def encoded(values: Mapping[str, Any]) -> str:
    """`values` as JSON in which everything that a script could take for its own grammar is percent-encoded."""
    text = json.dumps(dict(values), sort_keys=True, separators=(",", ":"))
    return _TOUCHED.sub(lambda found: f"%{ord(found[0]):02X}", text)


def decoded(text: str | None) -> dict[str, Any]:
    """What `encoded` was given; empty for a text that is missing, damaged, or of somebody else."""
    if not text or not text.strip():
        return {}
    try:
        kept = json.loads(unquote(text.strip()))
    except (ValueError, RecursionError) as error:
        log.warning("The settings kept in the script cannot be read: %s", error)
        return {}
    return kept if isinstance(kept, dict) else {}
