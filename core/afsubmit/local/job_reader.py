"""From a job document to what the farm keeps of it, as tolerant and as strict as afserver 3.4.1. Pure.

Keys the server does not know and values of a wrong type are left out, without a word. What kills the
real server is refused here with the reason; `document.validate` says more, and says it before anything is sent.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from ..document import fields as document_fields
from ..document.job_rules import CHOICES
from .local_tasks import NUMERIC, LocalBlock

NAME_BYTES = 240
MAX_FRAMES, MAX_NUMERIC, MAX_LISTED = 1_000_000, 1_000_000, 300_000
NOT_KEPT = {"id", "serial", "st", "user_list_order", "blocks", "tasks", "tasks_num", "try_this_tasks_num",
            "try_this_blocks_num"}  # fmt: skip


class InvalidJobError(ValueError):
    """The document is no job; the text says why."""


def read_job(document: Mapping[str, Any]) -> tuple[dict[str, Any], list[LocalBlock], list[tuple[int, int]]]:
    """The job's own fields, its blocks, and the tasks to be tried first as pairs (block, task).

    Raises:
        InvalidJobError: the real server would die of it.
    """
    if not isinstance(document, Mapping):
        raise InvalidJobError("the job is not an object")
    fields = read(document, document_fields.JOB)
    if not fields.get("user_name"):
        raise InvalidJobError("user_name is missing")
    if document.get("id", 0) != 0:
        raise InvalidJobError("a new job must not have an id")
    if len(str(fields.get("name", "")).encode("utf-8", "surrogatepass")) > NAME_BYTES:
        raise InvalidJobError(f"the name is longer than {NAME_BYTES} bytes")
    given = document.get("blocks")
    if not isinstance(given, list) or not given:
        raise InvalidJobError("there are no blocks")
    blocks = [read_block(number, one) for number, one in enumerate(given)]
    return fields, blocks, _tries(document, blocks)


def read_block(number: int, document: Any) -> LocalBlock:
    """One block.

    Raises:
        InvalidJobError: it is no object, has no tasks, or more than fit.
    """
    if not isinstance(document, Mapping):
        raise InvalidJobError(f"blocks[{number}] is not an object")
    fields = read(document, document_fields.BLOCK)
    listed: Sequence[Any] = []
    if not fields.get("flags", 0) & NUMERIC:
        listed = document.get("tasks", [])
        if not isinstance(listed, list) or not listed:
            raise InvalidJobError(f"blocks[{number}] has neither the numeric flag nor tasks")
        fields["frames_per_task"] = fields.get("frames_per_task", 1) or 1
    block = LocalBlock(number, fields, read_tasks(listed))
    limit = MAX_NUMERIC if block.is_numeric else MAX_LISTED
    if block.tasks_num > limit or block.frame_count(0) > MAX_FRAMES:
        raise InvalidJobError(f"blocks[{number}] has more than {limit} tasks, or a task more than {MAX_FRAMES} frames")
    return block


def read_tasks(listed: Sequence[Any]) -> list[dict[str, Any]]:
    """Listed tasks; what is no object counts as an empty task."""
    return [read(task, document_fields.TASK) if isinstance(task, Mapping) else {} for task in listed]


def read(document: Mapping[str, Any], table: Mapping[str, Any], *, is_edit: bool = False) -> dict[str, Any]:
    """The fields of `document` that the table knows and whose values are of the right type, or one of the words.

    With `is_edit` only those that an action may change.
    """
    found = {}
    for name, value in document.items():
        field = table.get(name)
        if field is None or name in NOT_KEPT or (is_edit and not field.is_editable):
            continue
        read_value = _value(field, value)
        if read_value is not None and (name not in CHOICES or read_value in CHOICES[name]):
            found[sys.intern(name)] = read_value  # one object for all jobs, for as long as they are kept
    return found


def _value(field: Any, value: Any) -> Any:
    """The value as the server takes it, or None when it takes no notice."""
    if not _is_of_kind(field.kind, value):
        return None
    if field.kind == "map":
        return {key: one for key, one in value.items() if _is_of_kind(field.items, one)}
    if field.kind == "list":
        return [one for one in value if _is_of_kind(field.items, one)]
    if field.kind != "int" or not field.is_clamped:
        return value
    return None if value < 0 == field.minimum else min(max(value, field.minimum), field.maximum)


def _is_of_kind(kind: str, value: Any) -> bool:
    if kind == "int":
        return is_number(value) and abs(value) < 2**63
    return isinstance(value, {"str": str, "bool": bool, "map": dict, "list": list}[kind])


def _tries(document: Mapping[str, Any], blocks: Sequence[LocalBlock]) -> list[tuple[int, int]]:
    """try_this_blocks_num and try_this_tasks_num as pairs; one wrong entry empties the list."""
    tasks, numbers = document.get("try_this_tasks_num"), document.get("try_this_blocks_num")
    if not isinstance(tasks, list) or not isinstance(numbers, list) or len(tasks) != len(numbers):
        return []
    pairs = list(zip(numbers, tasks))
    return pairs if all(is_task(blocks, number, task) for number, task in pairs) else []


def is_task(blocks: Sequence[LocalBlock], number: Any, task: Any) -> bool:
    """Whether these numbers name a task."""
    return is_number(number) and is_number(task) and 0 <= number < len(blocks) and 0 <= task < blocks[number].tasks_num


def is_number(value: Any) -> bool:
    """Whether it is a whole number; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)
