"""The project of a scene that lies on the disk: the nearest folder upwards with a `workspace.mel`, and what it says."""

from __future__ import annotations

import os
from collections.abc import Mapping

from . import _ascii

FILE = "workspace.mel"
MAXIMUM_BYTES = 1 << 20


def found(path: str) -> tuple[str, Mapping[str, str]]:
    """The absolute folder of the project that the file `path` lies in, and its file rules; "" and none without one.

    A relative place of a rule begins at that folder.
    """
    folder = os.path.dirname(os.path.abspath(path))
    while not os.path.isfile(os.path.join(folder, FILE)):
        above = os.path.dirname(folder)
        if above == folder:
            return "", {}
        folder = above
    return folder, _rules(os.path.join(folder, FILE))


def _rules(path: str) -> Mapping[str, str]:
    try:
        with open(path, "rb") as file:
            text = file.read(MAXIMUM_BYTES)
    except OSError:
        return {}
    grammar, rules = _ascii.Grammar(), {}
    for statement in text.split(b";"):  # no name of a rule has one
        call = grammar.call(statement)
        for name, words in call.flags if call and call.name == "workspace" else ():
            if name in ("fr", "fileRule") and len(words) == 2:
                rules[words[0].text] = words[1].text
    return rules
