"""`afsubmit clean`: remove the copies of scenes that no job needs any more, and settle what nobody heard.

With `--done` jobs that are done are deleted, which makes the farm remove their copies.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence

from ..counted import counted, size_text
from ..errors import AfError
from ..submission.history import cleaning
from ..submission.history.entries import SENT, History
from ..submission.history.finished import FinishedJob, finished_jobs
from ..typed import TYPE_CHECKING, Any
from .exits import DONE, NOT_DONE
from .jobs import moment
from .json_text import shown
from .progress_lines import say
from .text_table import printable

if TYPE_CHECKING:
    import argparse

    from ..submitter.farm_connection import FarmConnection


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit clean` takes."""
    parser.add_argument("--yes", action="store_true", help="do it; without this word it is only shown")
    parser.add_argument("--done", action="store_true", help="jobs sent from here that are done, with their copies")
    parser.add_argument("--older", type=_days, default=0.0, metavar="DAYS", help="with --done: those done before")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code: 1 when a server could not be asked or a file not be removed."""
    if arguments.older and not arguments.done:
        raise AfError("--older is for --done.")
    history, asking = History(), _Asking()
    if arguments.done:
        return _clean_done(arguments, history, asking)
    found = cleaning.find_leftovers(history, asking)
    failed: list[str] = []
    if arguments.yes:
        failed = [path for finding in found.findings for path in cleaning.clean(history, finding)]
    if arguments.json:
        rows = [_row(finding) for finding in found.findings]
        print(shown({"is_done": arguments.yes, "findings": rows, "failed": failed, "silent": list(found.silent)}))
    else:
        _print(found, failed, is_done=arguments.yes)
        _mention_done(history, asking)
    return NOT_DONE if failed or found.silent else DONE


def _days(text: str) -> float:
    from argparse import ArgumentTypeError

    try:
        days = float(text)
    except ValueError:
        days = -1.0
    if not 0 <= days < 36500:
        raise ArgumentTypeError(f"a number of days, not {text!r}")
    return days


def _clean_done(arguments: argparse.Namespace, history: History, asking: _Asking) -> int:
    """Show the jobs that are done, or delete them; the exit code."""
    before = time.time() - arguments.older * 24 * 3600
    found, silent = _done_jobs(history, asking, before)
    if arguments.yes:
        for server, jobs in found.items():
            asking.delete(server, jobs)
    every = [one for jobs in found.values() for one in jobs]
    if arguments.json:
        rows = [{**one._asdict(), "entry": one.entry.number, "server": one.entry.server} for one in every]
        print(shown({"is_done": arguments.yes, "jobs": rows, "silent": silent}))
        return NOT_DONE if silent else DONE
    verb = "deleted" if arguments.yes else "delete"
    for one in every:
        facts = f"{one.name} (id {one.id}), done {moment(one.ended)}, {size_text(one.bytes)}"
        print(printable(f"{verb}  {facts}"))
    for text in silent:
        say(text)
    if not every:
        print("No job that was sent from here is done.")
    elif not arguments.yes:
        total = size_text(sum(one.bytes for one in every))
        print(
            f"{_count(every)} would be deleted, and their copies of scenes, {total}; nothing was done. --yes does it."
        )
    return NOT_DONE if silent else DONE


def _done_jobs(
    history: History, asking: _Asking, before: float = float("inf")
) -> tuple[dict[str, list[FinishedJob]], list[str]]:
    """The jobs that are done by the farm that has them, and why a farm was not asked."""
    found: dict[str, list[FinishedJob]] = {}
    silent = []
    for server, users in _places(history).items():
        try:
            jobs = [job for user in users for job in asking(server, user)]
            found[server] = finished_jobs(history, server, jobs, before=before)
        except AfError as error:
            silent.append(str(error))
    return found, silent


def _places(history: History) -> dict[str, list[str]]:
    """Each server that something was sent to, with those who sent it."""
    found: dict[str, dict[str, None]] = {}
    for entry in history.entries(state=SENT, is_gone=0):
        found.setdefault(entry.server, {})[entry.user_name] = None
    return {server: list(users) for server, users in found.items()}


def _mention_done(history: History, asking: _Asking) -> None:
    """Say what jobs that are done take: most of it goes when they are deleted."""
    found, _ = _done_jobs(history, asking)
    every = [one for jobs in found.values() for one in jobs]
    if every:
        are, total = "is" if len(every) == 1 else "are", size_text(sum(one.bytes for one in every))
        print(f"{_count(every)} that you sent {are} done; their copies of scenes take {total}. --done lists them.")


def _count(jobs: Sequence[object]) -> str:
    return counted(len(jobs), "job")


class _Asking:
    """Asks each server once for each user; a farm on this machine is never started for it."""

    def __init__(self) -> None:
        self._farms: dict[str, FarmConnection] = {}
        self._answers: dict[tuple[str, str], Sequence[Mapping[str, Any]]] = {}
        self._silent: dict[str, AfError] = {}

    def __call__(self, server: str, user: str) -> Sequence[Mapping[str, Any]]:
        if server in self._silent:
            raise self._silent[server]
        try:
            return self._ask(server, user)
        except AfError as error:
            self._silent[server] = error
            raise

    def _ask(self, server: str, user: str) -> Sequence[Mapping[str, Any]]:
        from ..errors import ServerUnreachableError
        from ..local import launch
        from ..submission.sending import destination
        from ..submitter.farm_connection import LOCAL, farm_for, name_of

        if server.partition(":")[0] == LOCAL:
            if server != name_of(destination.server(LOCAL)):
                raise ServerUnreachableError(server, [("that machine", "only itself can ask its own farm")])
            if not launch.status().address.host:
                raise ServerUnreachableError(server, [("the farm of this machine", "none runs: afsubmit farm")])
        if server not in self._farms:
            self._farms[server] = farm_for(LOCAL if server.startswith(f"{LOCAL}:") else server, str)
        if (server, user) not in self._answers:
            self._answers[server, user] = self._farms[server].client.jobs(users=[user])
        return self._answers[server, user]

    def delete(self, server: str, jobs: Sequence[FinishedJob]) -> None:
        """Delete jobs of a server that was asked, each while it is still the one that was found."""
        serials = {one.id: one.serial for one in jobs}
        self._farms[server].client.action("jobs", ids=list(serials), serials=serials, operation="delete")


def _print(found: cleaning.CleaningReport, failed: Sequence[str], *, is_done: bool) -> None:
    lines = [line for finding in found.findings for line in _lines(finding, is_done=is_done)]
    for line in lines:
        print(printable(line))
    for path in failed:
        say(f"{path} could not be removed.")
    for text in found.silent:
        say(f"{text} What was sent there was not looked at.")
    count = sum(len(finding.files) for finding in found.findings)
    if not lines and not found.silent:
        print("Nothing is left over.")
    elif lines and not is_done:
        print(f"{count} file{'' if count == 1 else 's'} would be removed; nothing was done. --yes does it.")


def _lines(finding: cleaning.Leftover, *, is_done: bool) -> Iterator[str]:
    entry = finding.entry
    if finding.job is not None:
        yield f"{entry.name}: the farm has it after all (id {finding.job['id']})."
    elif not finding.files and not finding.kept and entry.state != SENT:
        yield f"{entry.name}: it never reached the farm, and nothing of it is left."
    for path in finding.files:
        yield f"{'removed' if is_done else 'remove'}  {path}"
    for path in finding.kept:
        yield f"kept    {path}: somebody wrote to it since."


def _row(finding: cleaning.Leftover) -> dict[str, object]:
    entry = finding.entry
    return {
        "number": entry.number,
        "name": entry.name,
        "server": entry.server,
        "id": finding.job["id"] if finding.job else entry.id,
        "is_on_the_farm": finding.job is not None,
        "remove": list(finding.files),
        "kept": list(finding.kept),
    }
