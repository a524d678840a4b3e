"""`afsubmit clean`: remove the copies of scenes that no job needs any more, and settle what nobody heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..submission.history import cleaning
from ..submission.history.entries import SENT, History
from ..typed import TYPE_CHECKING, Any
from .exits import DONE, NOT_DONE
from .json_text import shown
from .progress_lines import say
from .text_table import printable

if TYPE_CHECKING:
    import argparse

    from ..submitter.farm_connection import FarmConnection


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit clean` takes."""
    parser.add_argument("--yes", action="store_true", help="do it; without this word it is only shown")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code: 1 when a server could not be asked or a file not be removed."""
    history = History()
    found = cleaning.find_leftovers(history, _Asking())
    failed: list[str] = []
    if arguments.yes:
        failed = [path for finding in found.findings for path in cleaning.clean(history, finding)]
    if arguments.json:
        rows = [_row(finding) for finding in found.findings]
        print(shown({"is_done": arguments.yes, "findings": rows, "failed": failed, "silent": list(found.silent)}))
    else:
        _print(found, failed, is_done=arguments.yes)
    return NOT_DONE if failed or found.silent else DONE


class _Asking:
    """Asks each server once for each user; a farm on this machine is never started for it."""

    def __init__(self) -> None:
        self._farms: dict[str, FarmConnection] = {}

    def __call__(self, server: str, user: str) -> Sequence[Mapping[str, Any]]:
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
        return self._farms[server].client.jobs(users=[user])


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
