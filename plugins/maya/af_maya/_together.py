"""Several cameras of a layer in one command: the scene is opened once for all of them. Pure.

Without `-cam` Render takes every renderable camera of the layer: only where all of them are wanted, for the same
frames, do their outputs become one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from afsubmit.submission.planning.scene import Output

from ._facts import facts_of


def gathered(outputs: Sequence[Output], settings: Mapping[str, Any]) -> list[Output]:
    """The outputs, those of a layer's cameras as one where one command can render them."""
    by_layer: dict[str, list[Output]] = {}
    for output in outputs:
        by_layer.setdefault(facts_of(output).layer, []).append(output)
    found: list[Output] = []
    for group in by_layer.values():
        found += [_as_one(group)] if _is_one(group, settings) else group
    return found


def _is_one(group: Sequence[Output], settings: Mapping[str, Any]) -> bool:
    """Whether these are all cameras of their layer, with the same frames, and files that do not meet."""
    facts = [facts_of(output) for output in group]
    is_all = len(group) > 1 and {one.camera for one in facts} == set(facts[0].cameras)
    has_own = any(output.name in settings["output_frames"] for output in group)
    if not is_all or has_own or any(one.renumbering or not one.is_animated for one in facts):
        return False
    names = [file for output in group for file in output.files]
    is_same = len({(one.prefix, str(output.frames)) for one, output in zip(facts, group)}) == 1
    return is_same and len(names) == len(set(names))


def _as_one(group: Sequence[Output]) -> Output:
    first = group[0]
    facts = replace(facts_of(first), camera="", camera_shape="")
    files = [file for output in group for file in output.files]
    return replace(first, name=facts.layer_name, files=files, facts=facts)
