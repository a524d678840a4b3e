"""What masks would match on the server: prefix lists, regular expressions, names of blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .findings import Findings

FIND, REGEX = "find", "regex"

_SEPARATORS = re.compile("[|;,: ]+")
_NOT_IN_A_HOST_NAME = re.compile(r"[\\^$*+?()\[\]{}]")
_LITERAL = re.compile(r"\[([^\\^\]])\]|([^\\.^$*+?()\[\]{}|])|(\|)")

HOST_MASKS = ("hosts_mask", "hosts_mask_exclude")
WAITS = ("depend_mask", "depend_mask_global", "tasks_depend_mask")
NEEDS = ("need_os", "need_properties")


def check_masks(findings: Findings, where: str, owner: Mapping[str, Any], mask_type: Any) -> None:
    """Check the masks of a job or block, sent or changed; `mask_type` is the job's, None when it is not known here."""
    for name in HOST_MASKS:
        mask = owner.get(name)
        if isinstance(mask, str) and mask:
            _check_hosts(findings, f"{where}.{name}", mask, mask_type, is_exclusion=name == HOST_MASKS[1])
    for name in WAITS:
        check_expression(findings, f"{where}.{name}", owner.get(name), "it would wait for nothing")
    for name in NEEDS:
        mask = owner.get(name)
        if isinstance(mask, str) and (".*" in mask or ".+" in mask):
            message = f'"{mask}" is looked for as it stands, not as a regular expression: no render would have it.'
            findings.warning(f"{where}.{name}", message, "Write the words themselves.")


def check_expression(findings: Findings, where: str, mask: Any, effect: str, *, is_caseless: bool = False) -> None:
    """Check a mask that the server runs as a regular expression; `effect` is what one that cannot be read does."""
    if not isinstance(mask, str) or not mask or not check_prefixes(findings, where, mask):
        return
    wrong = why_invalid(mask, is_caseless=is_caseless)
    if wrong:
        message = f'"{_short(mask)}" is not a regular expression the server can read ({wrong}): {effect}.'
        findings.error(where, message, "Correct it.")


def check_prefixes(findings: Findings, where: str, mask: Any) -> bool:
    """Check a list of prefixes, which must be harmless as an expression, too; whether it is.

    afserver 3.4.1 reads masks of hosts anew when a job, or the user it takes that from, turns to regular expressions.
    """
    from .masks import why_dangerous

    wrong = why_dangerous(mask) if isinstance(mask, str) else ""
    if wrong:
        message = f'"{_short(mask)}" could keep the server busy for ever, or kill it: {wrong}.'
        findings.error(where, message, "Write a simpler one: names, [0-9], one or two .*")
    return not wrong


def _short(mask: str) -> str:
    return mask if len(mask) <= 60 else f"{mask[:60]}…"


def _check_hosts(findings: Findings, where: str, mask: str, mask_type: Any, *, is_exclusion: bool) -> None:
    effect = "no host is excluded by it" if is_exclusion else "it would wait for ever"
    if mask_type == REGEX:
        check_expression(findings, where, mask, effect)
        return
    if not check_prefixes(findings, where, mask) or mask_type != FIND:
        return
    parts = [part for part in _SEPARATORS.split(mask) if part]
    expressions = [part for part in parts if _NOT_IN_A_HOST_NAME.search(part)]
    if expressions:
        if len(expressions) < len(parts):
            effect = f"no host begins with {expressions[0]}"
        message = f'"{_short(mask)}" is read as a list of prefixes, not as a regular expression: {effect}.'
        fix = 'Set hosts_mask_type to "regex" on the job, or write prefixes such as render|ws-.'
        findings.warning(where, message, fix)


def why_invalid(mask: str, *, is_caseless: bool = False) -> str:
    """Why the server could not read `mask` as a regular expression, or must not be given it; "" when it is fine.

    With `is_caseless` small and large letters are the same, so that more alternatives overlap.
    """
    from .masks import why_refused

    return why_refused(mask) or (why_refused(mask.lower()) if is_caseless else "")


def check_block_names(findings: Findings, where: str, blocks: Sequence[Any]) -> None:
    """Warn of blocks that wait for a block that is not there, or for each other.

    Only masks that spell out names are looked at: `a|b`, with single characters in brackets.
    """
    names: dict[str, list[int]] = {}
    for number, block in enumerate(blocks):
        if isinstance(block, dict) and isinstance(block.get("name", ""), str):
            names.setdefault(block.get("name", ""), []).append(number)
    waits: dict[int, set[int]] = {}
    for number, block in enumerate(blocks):
        for key in ("depend_mask", "tasks_depend_mask"):
            mask = block.get(key) if isinstance(block, dict) else None
            literals = literal_names(mask) if isinstance(mask, str) and mask else None
            for name in literals or ():
                if name not in names:
                    message = f'there is no block "{name}" to wait for.'
                    findings.warning(f"{where}[{number}].{key}", message, "Write the name of a block of this job.")
                waits.setdefault(number, set()).update(other for other in names.get(name, ()) if other != number)
    circle = _circle(waits)
    if circle:
        listed = ", ".join(f'"{blocks[number].get("name", "")}"' for number in circle[:5])
        message = f"blocks wait for each other and would never run: {listed}."
        findings.warning(f"{where}[{circle[0]}].depend_mask", message, "Let one of them wait for nothing.")


def literal_names(mask: str) -> list[str] | None:
    """The names that `mask` spells out, None when it is more than a list of names."""
    names, end = [""], 0
    for found in _LITERAL.finditer(mask):
        if found.start() != end:
            return None
        end = found.end()
        if found[3]:
            names.append("")
        else:
            names[-1] += found[1] or found[2]
    return names if end == len(mask) else None


def _circle(waits: Mapping[int, set[int]]) -> list[int]:
    """Numbers of the blocks that wait for each other, in order, or none.

    Takes away whoever waits for nobody that is left, and whoever nobody that is left waits for, until none is.
    """
    left = {number for number, others in waits.items() if others}
    awaited = {number: waits[number] & left for number in left}
    waiting: dict[int, set[int]] = {number: set() for number in left}
    for number, others in awaited.items():
        for other in others:
            waiting[other].add(number)
    free = [number for number in left if not awaited[number] or not waiting[number]]
    while free:
        number = free.pop()
        if number not in left:
            continue
        left.discard(number)
        for others, back in ((awaited[number], waiting), (waiting[number], awaited)):
            for other in others:
                back[other].discard(number)
                if not back[other]:
                    free.append(other)
    return sorted(left)
