"""What the plan needs to know of a write node beside its frames and files. Pure: no Nuke here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from afsubmit.submission.planning.scene import Output


@dataclass(frozen=True)
class NukeFacts:
    """A write node and its script.

    `node` is its full name, `knob` the knob with its file; `by_view` is view -> pattern of its file, or "", and
    `listed_by_view` view -> its file by frame, where no pattern says it. `shift` is what the number of its file is more
    than the frame, None where an expression says it; `numbered` are files whose number is not the frame. Of the script:
    `all_views`, `folder` (where relative paths begin, or ""), `is_proxy`, `edition` ("", "nc", "indie") and
    `environment`, the variables that decide what the script looks like. `render_order` is the node's, None where only
    Nuke knows it.
    """

    node: str
    knob: str
    by_view: Mapping[str, str]
    listed_by_view: Mapping[str, Mapping[int, str]]
    all_views: Sequence[str]
    environment: Mapping[str, str]
    shift: int | None = 0
    numbered: Sequence[str] = ()
    folder: str = ""
    is_proxy: bool = False
    edition: str = ""
    render_order: int | None = 1


def facts_of(output: Output) -> NukeFacts:
    """What `output`, one of Nuke's, carries."""
    facts: NukeFacts = output.facts
    return facts
