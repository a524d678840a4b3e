"""`afsubmit users`: who has jobs on the farm."""

from __future__ import annotations

from collections.abc import Sequence

from ..typed import TYPE_CHECKING
from . import job_selection
from .jobs import moment
from .text_table import drawn

if TYPE_CHECKING:
    import argparse

    from ..wire.answers import UserAnswer

TITLES = (">ID", "NAME", ">JOBS", ">RUNNING", ">TASKS", ">PRI", "HOST", "LAST SEEN")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit users` takes."""
    parser.add_argument("users", nargs="*", metavar="USER", help="a whole name with * and ? for any letters")
    job_selection.add_farm_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    found = job_selection.client(arguments).users()
    for word in arguments.users:
        if not job_selection.named(found, word):
            raise job_selection.ChoiceError(f'No user is called "{word}" among {len(found)}.')
    if arguments.users:
        chosen_ids = [user.id for word in arguments.users for user in job_selection.named(found, word)]
        found = [user for user in found if user.id in chosen_ids]
    if arguments.json:
        from .json_text import shown

        print(shown(found))
    else:
        print(table(found) if found else "The farm has no users yet.")
    return 0


def table(users: Sequence[UserAnswer]) -> str:
    """The users as a table, a line for each."""
    return drawn(TITLES, [_row(user) for user in users])


def _row(user: UserAnswer) -> tuple[object, ...]:
    return (
        user.id, user.get("name", ""), user["jobs_num"], user["running_jobs_num"] or "",
        user["running_tasks_num"] or "", user.get("priority", ""), user["host_name"],
        moment(user.get("time_activity", 0)),
    )  # fmt: skip
