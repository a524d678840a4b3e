"""A wedge: a ROP rendered several times, each time with other values. Pure.

Parameters as CGRU's script for Houdini reads them: by channels, `wedgemethod` 0, there are as many variations as the
steps of all channels multiplied, or `numrandom` where they are random; by takes nobody can tell without Houdini.
"""

from __future__ import annotations

from dataclasses import replace

from afsubmit.errors import Problem, RangeError, SceneError
from afsubmit.submission.planning.scene import Output

from ._graph import Node, Scene, choice, is_on
from ._order import target_of
from ._range import Frames, frames_of, scene_frames
from ._reading import Reading
from ._rops import FETCH, ORDER_ONLY, ROPS, SENDERS, SHELL, TOPS, WEDGE

METHODS = ("channel", "take")
MAXIMUM = 1000
"""How many variations a wedge may have: each is a block of the job."""
FIX = "Set the wedge's ROP and its channels, or bypass the wedge."


def output(node: Node, scene: Scene) -> Output:
    """The wedge as an output: what it varies, as often as it does."""
    reading = Reading(node, scene, None, is_batched=False)
    try:
        target = driver(node, scene)
        if target is None:
            raise SceneError("It has no ROP to vary.")
        count = variations(node)
        found, row = frames_of(target, scene), ROPS.get(target.type_name)
        facts = {"node": target.path, "wedge": node.path, "wedges": count, "service": row.service if row else "hbatch"}
        message = f"Its {count} variations are a block each; which files they write is not known, and not checked here."
        reading.problems += [*found.problems, Problem("info", node.path, message)]
        return reading.made(found, [], "", facts)
    except (SceneError, RangeError) as error:
        problem = Problem("error", node.path, f"The wedge cannot be sent: {error}", FIX)
        made = reading.made(Frames(scene_frames(scene)), [], "", {})
        return replace(made, problems=(*made.problems, problem))


def driver(node: Node, scene: Scene) -> Node | None:
    """The ROP that a wedge varies: what it is wired to, else what it names; of a fetch the ROP that it fetches.

    Raises:
        SceneError: it is none that can be rendered with its values, or only Houdini can tell.
    """
    wired = next((one for one in node.inputs() if one is not None), None)
    found, seen = wired or target_of(node, "driver", scene), [node]
    while found is not None and found.type_name == FETCH and not found.is_bypassed:
        if any(found is one for one in seen):
            raise SceneError(f"{found.path} fetches itself in the end.")
        seen.append(found)
        found = target_of(found, "source", scene)
    if found is not None and (found.is_bypassed or found.type_name in (*ORDER_ONLY, *SENDERS, SHELL, WEDGE, TOPS)):
        state = "is bypassed" if found.is_bypassed else f"is a {found.type_name}"
        raise SceneError(f"{found.path} {state}, and one ROP that renders is needed.")
    return found


def variations(node: Node) -> int:
    """How many variations there are.

    Raises:
        SceneError: only Houdini can tell.
    """
    if choice(node, "wedgemethod", METHODS) == 1:
        raise SceneError("it varies by takes, which only Houdini can count.")
    if is_on(node, "random"):
        count = int(node.number("numrandom", 1.0) or 0)
    else:
        count = 1
        for number in range(1, int(node.number("wedgeparams", 1.0) or 0) + 1):
            count *= int(node.number(f"steps{number}", 1.0) or 1)
    if not 1 <= count <= MAXIMUM:
        raise SceneError(f"it has {count} variations, and 1 to {MAXIMUM} can be sent.")
    return count
