"""What will be sent, as a text to read: jobs, blocks, commands, files; and as JSON. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..counted import counted
from ..submission.planning.plan import Plan, PlannedJob
from ..submission.planning.scene import SceneState
from ..submission.sending.contents import job_tasks, tasks_of
from ..submission.sending.submission import sent_documents

NUMERIC = 1
"""The flag of a block whose tasks are counted, not listed (afserver 3.4.1)."""
LISTED = 3
"""So many listed tasks of a block are written out; the rest is counted."""
MOST_READ = 40
"""Of so many things that the scene reads the files are named."""


class PlanSize(NamedTuple):
    """How much it is."""

    jobs: int = 0
    blocks: int = 0
    tasks: int = 0

    def __str__(self) -> str:
        counts = ((self.jobs, "job"), (self.blocks, "block"), (self.tasks, "task"))
        return ", ".join(counted(number, word) for number, word in counts)


def size(plan: Plan) -> PlanSize:
    """How many jobs, blocks and tasks `plan` has."""
    documents = [job.document for job in plan.jobs]
    return PlanSize(len(documents), sum(len(one["blocks"]) for one in documents), sum(map(job_tasks, documents)))


def as_text(plan: Plan) -> str:
    """The whole of `plan`, and what its scene reads; "" when there is nothing to send."""
    parts = [*map(_job, plan.jobs), _read(plan.scene)] if plan.jobs else []
    return "\n\n".join(filter(None, map("\n".join, parts)))


def as_json(plan: Plan) -> str:
    """The documents as the server gets them: one, or a list of them."""
    documents = sent_documents(plan)
    return json.dumps(documents[0] if len(documents) == 1 else documents, indent=2, ensure_ascii=False)


def _job(job: PlannedJob) -> Iterator[str]:
    document = job.document
    yield f"JOB  {document['name']}"
    start = "starts paused" if document.get("offline") else "starts at once"
    yield _line("start", f"priority {document['priority']}, {start}")
    yield from _known(document, (("depend_mask", "waits for"), ("depend_mask_global", "waits for")))
    if job.snapshot:
        yield _line("snapshot", job.snapshot)
    for copy in job.beside:
        yield _line("copy", copy)
    yield from _known(document, (("command_pre", "before"), ("command_post", "afterwards")))
    for block in document["blocks"]:
        yield ""
        yield from _block(block)


def _read(scene: SceneState) -> Iterator[str]:
    """What the scene reads, by what an artist calls it; of a sequence the first file."""
    named = {name: list(dict.fromkeys(paths)) for name, paths in scene.sources.items() if paths}
    if not named:
        return
    yield f"READS  {counted(len({path for paths in named.values() for path in paths}), 'file')}"
    for name, paths in list(named.items())[:MOST_READ]:
        more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
        yield _line(name, f"{paths[0]}{more}")
    if len(named) > MOST_READ:
        yield _line("", f"\N{HORIZONTAL ELLIPSIS} and {len(named) - MOST_READ:,} more")


def _block(block: Mapping[str, Any]) -> Iterator[str]:
    tasks = tasks_of(block)
    yield f"  BLOCK  {block['name']}"
    words = [counted(tasks, "task"), _frames(block), f"service {block.get('service', '')}"]
    words += [f"parser {block['parser']}"] if block.get("parser") else []
    yield _line("tasks", ", ".join(word for word in words if word))
    yield from _known(block, (("depend_mask", "waits for"), ("tasks_depend_mask", "frame waits")))
    if block.get("flags", 0) & NUMERIC:
        yield _line("command", block.get("command", ""))
        yield from (_line("files", name) for name in block.get("files", ()))
        return
    yield from _listed(block.get("tasks", ()), block.get("command", ""))


def _listed(tasks: Sequence[Mapping[str, Any]], command: str) -> Iterator[str]:
    for task in tasks[:LISTED]:
        yield _line(task.get("name", "") or "task", task.get("command", "") or command)
        yield from (_line("", name) for name in task.get("files", ())[:LISTED])
    if len(tasks) > LISTED:
        yield _line("", f"\N{HORIZONTAL ELLIPSIS} and {len(tasks) - LISTED:,} more")


def _frames(block: Mapping[str, Any]) -> str:
    if not block.get("flags", 0) & NUMERIC:
        return ""
    step, per_task = block.get("frames_inc", 1) or 1, block.get("frames_per_task", 1) or 1
    text = f"frames {block['frame_first']}-{block['frame_last']}"
    text += f"x{step}" if step > 1 else ""
    return f"{text}, {per_task} in a task" if per_task > 1 else text


def _known(data: Mapping[str, Any], names: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield from (_line(word, str(data[name])) for name, word in names if data.get(name))


def _line(word: str, text: str) -> str:
    return f"    {word:10}  {text}"
