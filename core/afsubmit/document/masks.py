"""Whether a mask, which is a program that the server runs, comes to an end soon and without killing it. Pure.

afserver 3.4.1 matches masks with libstdc++'s std::regex, which tries every way and calls itself for every letter.
Measured, with 8 MB of stack: it dies of 85,944 letters in a row, of brackets 15,829 deep, of `.*` on a name of 26,180
letters, of `(a|b)*` on one of 11,141, of ten groups within a repetition on one of 2,596. `.*a.*a.*a.*b` takes 3 s on a
name of 240 letters, `(a+)+b` for ever on one of 40. So names are bounded, and masks are read and their cost added up.
"""

from __future__ import annotations

import functools
import re
from math import factorial

from ..typed import TYPE_CHECKING
from .fields import NAME_BYTES
from .mask_syntax import (
    ANYTHING,
    EVERYTHING,
    AlternativesNode,
    ByteNode,
    DangerError,
    GroupNode,
    LookaheadNode,
    RepetitionNode,
    SequenceNode,
    UnreadableError,
    parse,
)

if TYPE_CHECKING:
    from .mask_syntax import Node

    Count = dict[int, float]
    """A number of ways or steps: by how many places in a name are chosen, how often that choice is made."""

LETTERS = 100_000
STATES = 80_000
"""Size of the compiled mask, counted a little more strictly than by std::regex, which takes 100,000."""
STACK = 4000
"""Calls of std::regex within each other, of 150 bytes or so each: a thirteenth of what it has."""
STEPS = 10_000_000
"""Letters looked at before std::regex gives up, on the worst of names: about 0.25 s."""
DEGREES = 8
"""Higher powers are too much in any case."""
MANY_WAYS = "several repetitions may fit the same letters, in too many ways"
AHEAD = 5.0
"""A step of looking ahead is that much slower."""
COPIES = 20
"""How often a part that fits in several ways may be repeated."""
END = 1 << 129
"""Stands beside the letters for the end of the name."""

_NAMES = re.compile(r"(?:[^\\.^$*+?()\[{|]|\[[\x01-Z_-\x7f\[]\]|\|)*")
"""A list of names, as most masks are: nothing to work out."""


def why_dangerous(mask: str) -> str:
    """Why the server could hang on `mask` or die of it as a regular expression, "" when it cannot."""
    return _judged(mask)[0]


def why_refused(mask: str) -> str:
    """Why the server could not run `mask` as a regular expression, or must not; "" when it is fine."""
    return "".join(_judged(mask))


@functools.lru_cache(maxsize=1024)
def _judged(mask: str) -> tuple[str, str]:
    """Why a mask is dangerous, and why it cannot be read."""
    try:
        if len(mask) > LETTERS:
            raise DangerError(f"{len(mask)} letters, of {LETTERS} at most")
        if _NAMES.fullmatch(mask):
            _limit(len(mask) + 3 * mask.count("|"), max(map(len, mask.split("|"))))
            return "", ""
        cost = _cost(parse(mask), END)
        _limit(cost.states, cost.stack + NAME_BYTES * cost.each, _worst(cost.steps))
    except DangerError as error:
        return str(error), ""
    except UnreadableError as error:
        return "", str(error)
    return "", ""


def _limit(states: int, stack: float, steps: float = 0) -> None:
    if states > STATES:
        raise DangerError("too much of it")
    if stack > STACK:
        raise DangerError("too much in a row, or within a repetition")
    if steps > STEPS:
        raise DangerError(MANY_WAYS)


class _Cost:
    """What matching a part costs at most.

    `ways`: in how many it fits; `steps`: letters looked at, each time it is tried; `stack`: calls within each other,
    and `each`: the same for each letter of the name; `shortest`: letters it fits at least; `is_open`: whether it may
    fit in several ways.
    """

    __slots__ = ("each", "is_open", "shortest", "stack", "states", "steps", "ways")

    def __init__(self, *, stack: float, states: int, shortest: int = 0) -> None:
        self.ways, self.steps = {0: 1.0}, {0: 1.0}
        self.stack, self.states, self.shortest = stack, states, shortest
        self.each, self.is_open = 0.0, False


def _cost(node: Node, follow: int) -> _Cost:
    """The cost of a part of a mask; `follow` is what the next letter may be."""
    if isinstance(node, SequenceNode):
        return _of_sequence(node.nodes, follow)
    if isinstance(node, AlternativesNode):
        return _of_alternatives(node.nodes, follow)
    if isinstance(node, RepetitionNode):
        return _of_repetition(node, follow)
    if isinstance(node, GroupNode):
        cost = _cost(node.node, follow)
        cost.stack, cost.states = cost.stack + 2, cost.states + 3
        return cost
    if isinstance(node, LookaheadNode):
        inner = _cost(node.node, ANYTHING | END)
        cost = _Cost(stack=inner.stack + NAME_BYTES * inner.each + 2, states=inner.states + 3)
        cost.steps, cost.is_open = _product(inner.steps, {0: AHEAD}), True
        return cost
    return _Cost(stack=1, states=1, shortest=int(isinstance(node, ByteNode)))


def _of_sequence(nodes: list[Node], follow: int) -> _Cost:
    whole, follows = _Cost(stack=0, states=0), [follow]
    for node in reversed(nodes[1:]):
        bits, is_nothing = _first(node)
        follows.append(bits | (follows[-1] if is_nothing else 0))
    whole.steps = {0: 1.0}
    for place, node in enumerate(nodes):
        cost = _cost(node, follows[-1 - place])
        whole.steps = _sum(whole.steps, _product(whole.ways, cost.steps))
        period = _period(nodes, place + 1) if isinstance(node, RepetitionNode) and max(cost.ways) == 1 else 1
        whole.ways = _product(whole.ways, {degree: ways / period for degree, ways in cost.ways.items()})
        whole.stack += cost.stack
        whole.states += cost.states
        whole.shortest += cost.shortest
        whole.each = max(whole.each, cost.each)
        whole.is_open = whole.is_open or cost.is_open
    return whole


def _of_alternatives(nodes: list[Node], follow: int) -> _Cost:
    costs = [_cost(node, follow) for node in nodes]
    seen, is_apart = 0, True
    for node in nodes:
        bits, is_nothing = _first(node)
        bits |= follow if is_nothing else 0
        is_apart = is_apart and not seen & bits
        seen |= bits
    whole = _Cost(
        stack=3 + max(cost.stack for cost in costs),
        states=sum(cost.states + 3 for cost in costs),
        shortest=min(cost.shortest for cost in costs),
    )
    whole.each = max(cost.each for cost in costs)
    whole.is_open = not is_apart or any(cost.is_open for cost in costs)
    whole.ways, whole.steps = {}, {0: len(nodes)}
    for cost in costs:
        whole.ways = _greater(whole.ways, cost.ways) if is_apart else _sum(whole.ways, cost.ways)
        whole.steps = _sum(whole.steps, cost.steps)
    return whole


def _of_repetition(node: RepetitionNode, follow: int) -> _Cost:
    bits, is_nothing = _first(node.node)
    is_single = node.high == 1
    body = _cost(node.node, follow if is_single else follow | bits)
    if node.high is None:
        return _of_endless(node, body, is_free=not bits & follow, is_rest=follow == END and not EVERYTHING & ~bits)
    if body.is_open and node.high > COPIES:
        raise DangerError("a repetition within a repetition")
    whole = _Cost(
        stack=node.high * (body.stack + 1), states=node.high * (body.states + 2) + 1, shortest=node.low * body.shortest
    )
    whole.each, whole.is_open = body.each, body.is_open or node.low != node.high
    if not body.is_open:
        is_free = node.low == node.high or not bits & follow
        whole.ways = {0: 1.0 if is_free else node.high - node.low + 1.0}
        whole.steps = {0: node.high * sum(body.steps.values()) + 1.0}
        return whole
    power: Count = {0: 1.0}
    whole.ways, whole.steps = {}, {0: 1.0}
    for number in range(node.high + 1):
        if number >= node.low:
            is_free = is_single and not is_nothing and not bits & follow
            whole.ways = _greater(whole.ways, power) if is_free else _sum(whole.ways, power)
        if number < node.high:
            whole.steps = _sum(whole.steps, _product(power, body.steps))
            power = _product(power, body.ways)
    return whole


def _of_endless(node: RepetitionNode, body: _Cost, *, is_free: bool, is_rest: bool) -> _Cost:
    """The cost of `*`, `+` or `{n,}`.

    `is_free` says that it can end in one way only; `is_rest` that whatever is left of a name fits, so that it is the
    last thing tried.
    """
    if body.is_open or not body.shortest:
        raise DangerError("a repetition, or alternatives that begin alike, within a repetition")
    whole = _Cost(
        stack=node.low * (body.stack + 1) + 1,
        states=(node.low + 1) * (body.states + 2),
        shortest=node.low * body.shortest,
    )
    whole.each, whole.is_open = (body.stack + 1) / body.shortest, True
    each = sum(body.steps.values())
    if is_rest and isinstance(node.node, ByteNode):
        whole.steps = {0: float(node.low)}
    else:
        whole.steps = {0: node.low * each + 1, 1: each / body.shortest}
    if not is_free:
        whole.ways = {0: 1.0, 1: 1 / body.shortest}
    return whole


def _first(node: Node) -> tuple[int, bool]:
    """What a part may begin with, and whether it may be nothing."""
    if isinstance(node, ByteNode):
        return node.bits, False
    if isinstance(node, RepetitionNode):
        bits, is_nothing = _first(node.node)
        return bits, is_nothing or not node.low
    if isinstance(node, GroupNode):
        return _first(node.node)
    if isinstance(node, LookaheadNode):
        return ANYTHING | END, True
    if isinstance(node, AlternativesNode):
        found = [_first(one) for one in node.nodes]
        return functools.reduce(int.__or__, (bits for bits, _ in found)), any(is_nothing for _, is_nothing in found)
    bits = 0
    for one in node.nodes if isinstance(node, SequenceNode) else ():
        begin, is_nothing = _first(one)
        bits |= begin
        if not is_nothing:
            return bits, False
    return bits, True


def _period(nodes: list[Node], start: int) -> int:
    """How far two places at least stand apart at which the plain letters from `start` on fit."""
    plain: list[int] = []
    for node in nodes[start : start + 64]:
        if not isinstance(node, ByteNode) or node.bits & (node.bits - 1):
            break
        plain.append(node.bits)
    return next((step for step in range(1, len(plain)) if plain[step:] == plain[:-step]), max(len(plain), 1))


def _sum(one: Count, other: Count) -> Count:
    return {degree: one.get(degree, 0) + other.get(degree, 0) for degree in {*one, *other}}


def _greater(one: Count, other: Count) -> Count:
    return {degree: max(one.get(degree, 0), other.get(degree, 0)) for degree in {*one, *other}}


def _product(one: Count, other: Count) -> Count:
    found: Count = {}
    for degree, number in one.items():
        for more, times in other.items():
            found[degree + more] = found.get(degree + more, 0) + number * times
    if max(found) > DEGREES or max(found.values()) > STEPS:
        raise DangerError(MANY_WAYS)
    return found


def _worst(steps: Count) -> float:
    """The number of steps for the longest name."""
    return sum(number * float(NAME_BYTES) ** degree / factorial(degree) for degree, number in steps.items())
