"""The rules for jobs, blocks and tasks. Facts of afserver 3.4.1; what it dies of was seen, not only read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..typed import TYPE_CHECKING, Any
from . import flags
from .farm_services import is_known_service
from .fields import BLOCK, INT32, JOB, TASK
from .findings import is_fine, is_plain, shown
from .mask_rules import FIND, REGEX, check_block_names, check_masks
from .tasks import frames_walked, number_of_tasks

if TYPE_CHECKING:
    from .fields import Field
    from .findings import Findings

MAXIMUM_NUMERIC = 1_000_000
"""The tasks of a block with a range of frames; `MAXIMUM_TASKS` is for listed ones."""
MAXIMUM_FRAMES = 1_000_000
MAXIMUM_TASKS = 300_000
TASKS_AT_ONCE = 1000
FATAL = "the server would die of it"
SELDOM_KNOWN = {"numeric": 'Write "flags": 1.'}
CHOICES = {
    "hosts_mask_type": (FIND, REGEX),
    "solve_method": ("solve_priority", "solve_order"),
    "solve_need": ("solve_capacity", "solve_tasksnum"),
}
NEEDS_FLAG = {
    "multihost_min": flags.MULTIHOST,
    "multihost_max": flags.MULTIHOST,
    "multihost_max_wait": flags.MULTIHOST,
    "multihost_service": flags.MULTIHOST,
    "multihost_service_wait": flags.MULTIHOST,
    "file_size_min": flags.SKIP_EXISTING_FILES | flags.CHECK_RENDERED_FILES,
    "file_size_max": flags.SKIP_EXISTING_FILES | flags.CHECK_RENDERED_FILES,
}


def check_job(findings: Findings, where: str, job: Any) -> None:
    """Check a whole job."""
    if not isinstance(job, dict):
        findings.error(where, f"is {shown(job)}, not an object; {FATAL}.", "Write an object with blocks.")
        return
    check_fields(findings, where, job, JOB)
    if not job.get("user_name"):
        findings.error(f"{where}.user_name", f"is missing or empty; {FATAL}.", "Name the owner of the job.")
    _check_name(findings, where, job)
    mask_type = job.get("hosts_mask_type", FIND)
    check_masks(findings, where, job, mask_type)
    check_limits(findings, where, job)
    if job.get("priority") == 0:
        findings.warning(f"{where}.priority", "is 0: it would never run.", "Write 1 or more.")
    blocks = job.get("blocks")
    if not isinstance(blocks, (list, tuple)) or not blocks:
        findings.error(f"{where}.blocks", f"is missing, empty or not a list; {FATAL}.", "Give it at least one block.")
        return
    check_blocks(findings, f"{where}.blocks", blocks, mask_type)
    check_block_names(findings, f"{where}.blocks", blocks)
    _check_tries(findings, where, job, blocks)


def _check_name(findings: Findings, where: str, job: Mapping[str, Any]) -> None:
    """The job's name, which the server writes raw into two of its lists."""
    name = job.get("name")
    if isinstance(name, str) and any(letter in name for letter in "\n\r\t"):
        message = "holds a line break or tab, which would break the server's lists of branches and renders."
        findings.error(f"{where}.name", message, "Remove it.")
    elif isinstance(name, str) and ('"' in name or "\\" in name):
        message = (
            "holds a quote or backslash: while the job waits or runs nobody can read the server's lists of branches "
            "and renders."
        )
        findings.warning(f"{where}.name", message, "Write the name without it.")


def check_fields(findings: Findings, where: str, owner: Mapping[Any, Any], table: Mapping[str, Field]) -> None:
    """Check every key of an object that the server reads; lists of blocks and tasks are for their own rules."""
    for name, value in owner.items():
        field = table.get(name) if isinstance(name, str) else None
        if field is not None and is_fine(field, value) and name not in CHOICES:
            continue
        if findings.is_full:
            return
        place = f"{where}.{name}"
        if field is None:
            if name in SELDOM_KNOWN:
                findings.error(place, "is unknown; the server would ignore it.", SELDOM_KNOWN[name])
            else:
                findings.unknown_key(where, name, table)
        elif field.is_restored:
            why = FATAL if name == "id" else "the server sets it itself"
            findings.error(place, f"must not be sent; {why}.", "Leave it out.")
        elif field.items not in ("block", "task"):
            findings.value(place, field, value)
            if name in CHOICES and isinstance(value, str) and value not in CHOICES[name]:
                choices = " or ".join(f'"{choice}"' for choice in CHOICES[name])
                findings.error(place, f"is {shown(value)}; the server would not take it as meant.", f"Write {choices}.")


def check_limits(findings: Findings, where: str, owner: Mapping[str, Any]) -> None:
    """Warn of limits with which nothing runs."""
    for name in ("max_running_tasks", "max_running_tasks_per_host"):
        if owner.get(name) == 0 and owner[name] is not False:
            findings.warning(f"{where}.{name}", "is 0: it would never run.", "Write 1 or more, or -1 for no limit.")


def check_blocks(findings: Findings, where: str, blocks: Sequence[Any], mask_type: Any = None) -> None:
    """Check blocks that are sent, with a job or to be appended; `mask_type` None means that it is not known here."""
    listed = 0
    for number, block in enumerate(blocks):
        if findings.is_full:
            return
        listed += _check_block(findings, f"{where}[{number}]", block, mask_type)
    if listed > MAXIMUM_TASKS:
        message = f"hold {listed} tasks together; a job takes {MAXIMUM_TASKS}."
        findings.error(where, message, "Send several jobs, or a range of frames.")


def _check_block(findings: Findings, where: str, block: Any, mask_type: Any) -> int:
    """Check one block. Returns how many listed tasks it has."""
    if not isinstance(block, dict):
        findings.error(where, f"is {shown(block)}, not an object; {FATAL}.", "Write an object.")
        return 0
    check_fields(findings, where, block, BLOCK)
    check_limits(findings, where, block)
    check_masks(findings, where, block, mask_type)
    service = block.get("service")
    if isinstance(service, str) and service and not is_known_service(service):
        message = f'"{service}" is not a service of CGRU: only renders that list it would run it.'
        findings.warning(f"{where}.service", message, "Check the spelling, unless it is the farm's own.")
    switches = block.get("flags", 0)
    if not isinstance(switches, int) or isinstance(switches, bool):
        return 0
    for name, needed in NEEDS_FLAG.items():
        if name in block and not switches & needed:
            findings.warning(
                f"{where}.{name}", "is of no effect without its flag.", f"Add {needed & -needed} to flags."
            )
    if switches & ~flags.ALL or switches & flags.APPENDED_TASKS:
        findings.warning(
            f"{where}.flags", f"is {shown(switches)}, with bits that are not for submitters.", "Remove them."
        )
    if switches & flags.NUMERIC:
        _check_range(findings, where, block)
        return 0
    return _check_listed(findings, where, block)


def _check_range(findings: Findings, where: str, block: Mapping[str, Any]) -> None:
    if block.get("tasks"):
        message = "stand beside a range of frames (flags 1); the server would ignore them."
        findings.error(f"{where}.tasks", message, "Remove the tasks or the flag.")
    first, last = block.get("frame_first", 0), block.get("frame_last", 0)
    step, per_task = block.get("frames_inc", 1), block.get("frames_per_task", 1)
    if not all(isinstance(number, int) and INT32[0] <= number <= INT32[1] for number in (first, last, step, per_task)):
        return  # the fields' own rules have said so
    if last < first:
        message = (
            f"is {shown(last)}, before frame_first ({shown(first)}); the server would run frame {shown(first)} only."
        )
        findings.error(f"{where}.frame_last", message, "Exchange them.")
    if per_task < 1:
        findings.error(
            f"{where}.frames_per_task", f"is {shown(per_task)}; the server would make it 1.", "Write 1 or more."
        )
    _check_amount(findings, where, block, number_of_tasks(first, last, per_task, step))
    if not block.get("command"):
        findings.warning(f"{where}.command", "is empty: its tasks would never start.", "Give it a command.")


def _check_amount(findings: Findings, where: str, block: Mapping[str, Any], number: int) -> None:
    """Check the sizes of a range that makes `number` tasks."""
    first, last, step = block.get("frame_first", 0), block.get("frame_last", 0), max(block.get("frames_inc", 1), 1)
    if number > MAXIMUM_NUMERIC:
        message = f"makes {shown(number)} tasks of the range; a block takes {MAXIMUM_NUMERIC}."
        findings.error(f"{where}.frame_last", message, "Check the range, or put more frames into a task.")
    frames = min((last - first) // step + 1, block.get("frames_per_task", 1))
    if frames > MAXIMUM_FRAMES:
        message = f"puts {shown(frames)} frames into a task; {MAXIMUM_FRAMES} is the end of it."
        findings.error(f"{where}.frames_per_task", message, "Check the range, or put fewer frames into a task.")
    sequential = block.get("sequential", 1)
    walked = frames_walked(first, last, sequential) if type(sequential) is int else 0
    if walked > MAXIMUM_FRAMES:
        message = f"is {shown(sequential)}: the server would go through {walked} frames whenever it looks for a task."
        findings.error(f"{where}.sequential", message, "Write 1 or -1, or a greater number.")


def _check_listed(findings: Findings, where: str, block: Mapping[str, Any]) -> int:
    tasks = block.get("tasks")
    if not isinstance(tasks, (list, tuple)) or not tasks:
        fix = "Add tasks, or a range of frames and 1 to flags."
        findings.error(where, f"has neither tasks nor the numeric flag; {FATAL}.", fix)
        return 0
    if block.get("frames_per_task") == 0:
        findings.error(
            f"{where}.frames_per_task", "is 0, which the server refuses.", "Write 1, or -n for n tasks a frame."
        )
    check_tasks(findings, f"{where}.tasks", tasks, has_command=bool(block.get("command")))
    return len(tasks)


def check_tasks(findings: Findings, where: str, tasks: Sequence[Any], *, has_command: bool = True) -> None:
    """Check listed tasks; `has_command` says whether their block has a command, so that they need none."""
    if len(tasks) > MAXIMUM_TASKS:
        findings.error(where, f"are {len(tasks)}; a block takes {MAXIMUM_TASKS}.", "Send several jobs.")
        return
    for start in range(0, len(tasks), TASKS_AT_ONCE):
        part = tasks[start : start + TASKS_AT_ONCE]
        if not _are_fine(part):
            _check_each(findings, where, part, start)
        if findings.is_full:
            return
    if not has_command:
        _check_commands(findings, where, tasks)


def _check_each(findings: Findings, where: str, tasks: Sequence[Any], start: int) -> None:
    """Check tasks one by one; the first of them is number `start`."""
    for number, task in enumerate(tasks, start):
        place = f"{where}[{number}]"
        if isinstance(task, dict):
            check_fields(findings, place, task, TASK)
        else:
            findings.error(place, f"is {shown(task)}, not an object; the server would run nothing.", "Write an object.")
        if findings.is_full:
            return


def _check_commands(findings: Findings, where: str, tasks: Sequence[Any]) -> None:
    """Warn of the first task without a command in a block that has none either."""
    idle = next((n for n, task in enumerate(tasks) if isinstance(task, dict) and not task.get("command")), -1)
    if idle >= 0:
        findings.warning(
            f"{where}[{idle}].command", "is empty, and so is the block's: it would never start.", "Write it."
        )


def _are_fine(tasks: Sequence[Any]) -> bool:
    """Whether all of `tasks` are fine at first sight, looked at together: hundreds of thousands come."""
    if set(map(type, tasks)) != {dict} or not set().union(*tasks) <= TASK.keys():
        return False
    files = [task["files"] for task in tasks if "files" in task]
    environments = [task["environment"] for task in tasks if "environment" in task]
    if not set(map(type, files)) <= {list} or not set(map(type, environments)) <= {dict}:
        return False
    texts = [task.get("command", "") for task in tasks]
    names = [task.get("name", "") for task in tasks]
    for listed in files:
        texts += listed
    for variables in environments:
        texts += variables.values()
        names += variables
    try:
        return is_plain("".join(texts)) and is_plain("".join(names), is_raw=True)
    except TypeError:  # one is no text
        return False


def _check_tries(findings: Findings, where: str, job: Mapping[str, Any], blocks: Sequence[Any]) -> None:
    tasks, numbers = job.get("try_this_tasks_num"), job.get("try_this_blocks_num")
    if tasks is None and numbers is None:
        return
    if not isinstance(tasks, (list, tuple)) or not isinstance(numbers, (list, tuple)) or len(tasks) != len(numbers):
        message = "and try_this_blocks_num must be lists of the same length; the server would ignore both."
        findings.error(f"{where}.try_this_tasks_num", message, "Name a block for each task.")
        return
    for place, (number, task) in enumerate(zip(numbers, tasks)):
        if not isinstance(number, int) or not isinstance(task, int) or number < 0 or task < 0:
            continue
        if number >= len(blocks):
            message = f"names block {shown(number)} of {len(blocks)}; the server would ignore the whole list."
            findings.error(f"{where}.try_this_blocks_num[{place}]", message, "Count from 0.")
            continue
        there = tasks_of(blocks[number])
        if there is not None and task >= there:
            message = (
                f"names task {shown(task)}, which block {number} does not have; the server would ignore the whole list."
            )
            findings.error(f"{where}.try_this_tasks_num[{place}]", message, "Count from 0.")


def tasks_of(block: Any) -> int | None:
    """How many tasks a block makes; None when its numbers are wrong, which other rules say."""
    if not isinstance(block, dict):
        return None
    switches, tasks = block.get("flags", 0), block.get("tasks")
    if isinstance(switches, int) and not switches & flags.NUMERIC:
        return len(tasks) if isinstance(tasks, (list, tuple)) else None
    names = (("frame_first", 0), ("frame_last", 0), ("frames_inc", 1), ("frames_per_task", 1))
    first, last, step, per_task = (block.get(name, default) for name, default in names)
    if not all(isinstance(number, int) for number in (first, last, step, per_task)):
        return None
    return number_of_tasks(first, last, per_task, step)
