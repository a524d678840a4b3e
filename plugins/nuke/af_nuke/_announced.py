"""What a write node of the copy has in its file knob: the name that was announced, where that can be written. Pure.

Expressions ask for variables, knobs and Python of the artist's session, which a farm may not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from afsubmit.submission.planning.scene import Output

from . import _paths
from ._facts import facts_of

_PATTERN = re.compile("@(#+)@")
_CARRIED_OUT = frozenset('[]{}$\\%#"')


def announced(outputs: Iterable[Output]) -> dict[tuple[str, str], str]:
    """Full name and knob of each write node -> the text that gives its announced files in every view."""
    found = {}
    for output in outputs:
        facts = facts_of(output)
        numbered = iter(facts.numbered)  # Nuke makes its numbers of the frames in the copy, too
        text = _text({view: pattern or next(numbered, "") for view, pattern in facts.by_view.items()})
        if text:
            found[facts.node, facts.knob] = text
    return found


def _text(by_view: Mapping[str, str]) -> str:
    """One text for all views; "" where there is none, or it would have to be quoted."""
    patterns = list(by_view.items())
    if not patterns or any(not name or set(_PATTERN.sub("", name)) & _CARRIED_OUT for _view, name in patterns):
        return ""
    view, first = patterns[0]
    for text in (first, first.replace(view, "%V")):
        if all(_paths.with_view(text, view) == name for view, name in patterns):
            return _PATTERN.sub(lambda found: f"%0{len(found[1])}d" if len(found[1]) > 1 else "%d", text)
    return ""
