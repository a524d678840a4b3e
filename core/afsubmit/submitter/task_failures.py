"""Reports failing tasks while one waits for a job, and when no machine is left that would try them again.

Facts of afserver 3.4.1 (seen with two renders): a task that failed on every machine stays ready, its job as well; only
the lists of machines that are avoided say that nothing will happen any more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from ..errors import ServerRefusedError
from ..wire import Client
from ..wire.answers import JobAnswer, TaskProgress
from .watch import log_text

MOST_TOLD = 3
"""Failed tasks whose output is shown; of more only the number."""
LAST_LINES = 5
AVOIDED = "! AVOIDING !"
_HEADING = re.compile(r"(Block|Task)\[(.*)\] error hosts:\s*")


class TaskFailures:
    """The failures of one job that were reported so far."""

    def __init__(self, client: Client, say: Callable[[str], None]) -> None:
        """Ask `client`; `say` is called with each report."""
        self._client, self._say = client, say
        self._said: set[tuple[int, int]] = set()
        self._signs: Sequence[object] = ()

    def look(self, job: JobAnswer) -> str:
        """Tell what has failed since the last look; "failed" once no machine is left that would try it again, else "".

        Raises:
            AfError: the farm does not answer.
        """
        signs = [(block["p_tasks_error"], block["p_error_hosts"], block["p_avoid_hosts"]) for block in job.blocks]
        if not any(map(any, signs)):
            return ""
        is_still = not {"RUN", "OFF", "DON"} & set(job.words)
        if signs == self._signs and not is_still:
            return ""
        self._signs = signs
        tasks = self._client.progress(job.id)
        self._tell(job, tasks)
        return "failed" if is_still and self._is_hopeless(job, tasks) else ""

    def _tell(self, job: JobAnswer, tasks: Sequence[Sequence[TaskProgress]]) -> None:
        for block, several in enumerate(tasks):
            for task, one in enumerate(several):
                if one.err and "DON" not in one.words and (block, task) not in self._said:
                    self._said.add((block, task))
                    if len(self._said) <= MOST_TOLD:
                        self._tell_of(job, block, task, one)
                    elif len(self._said) == MOST_TOLD + 1:
                        self._say("More tasks fail; the bars count them.")

    def _tell_of(self, job: JobAnswer, block: int, task: int, one: TaskProgress) -> None:
        name = job.blocks[block].get("name", "")
        self._say(f"Task {task} of block {block} {name} failed{f' on {one.hst}' if one.hst else ''}:")
        number = max(one.str - ("RUN" in one.words), 1)  # it may have begun again
        try:
            printed = self._client.task_output(job.id, block, task, number=number) or ""
            lines = [line.expandtabs() for line in log_text.readable(printed).splitlines()[-LAST_LINES:]]
        except ServerRefusedError as error:
            lines = [f"({error.text})"]
        self._say("\n".join(f"  {line}" for line in lines))

    def _is_hopeless(self, job: JobAnswer, tasks: Sequence[Sequence[TaskProgress]]) -> bool:
        """Whether every task that is ready is avoided by every machine that is there."""
        machines = {render.name for render in self._client.renders() if "ONL" in render.words}
        ready = [(b, t) for b, several in enumerate(tasks) for t, one in enumerate(several) if "RDY" in one.words]
        if not machines or not ready:
            return False
        avoided = avoiding(self._client.error_hosts(job.id))
        names = [block.get("name", "") for block in job.blocks]
        if len(set(names)) != len(names):  # it cannot be told whose machines these are
            return False
        of_task = {place: avoided.get((names[place[0]], place[1]), set()) for place in ready}
        return all(machines <= of_task[place] | avoided.get((names[place[0]], -1), set()) for place in ready)


def avoiding(lines: Iterable[str]) -> dict[tuple[str, int], set[str]]:
    """The machines that are avoided, by a block's name and the number of a task, -1 for all of the block's."""
    found: dict[tuple[str, int], set[str]] = {}
    block, task = "", -1
    for line in lines:
        heading = _HEADING.fullmatch(line)
        if heading and heading[1] == "Block":
            block, task = heading[2].strip("'"), -1
        elif heading and heading[2].isdecimal():
            task = int(heading[2])
        elif line.rstrip().endswith(AVOIDED):
            found.setdefault((block, task), set()).add(line.partition(": ")[0])
    return found
