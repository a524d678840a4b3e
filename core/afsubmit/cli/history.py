"""`afsubmit history`: what was sent from this machine; one entry of it; and one of it sent again."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from ..errors import AfError
from ..submission.history.entries import SENT, History
from ..typed import TYPE_CHECKING, Any
from . import job_selection
from .exits import WRONG_WORDS
from .json_text import shown
from .progress_lines import say
from .text_table import drawn, printable

if TYPE_CHECKING:
    import argparse

    from ..submission.history.entries import Entry

TITLES = (">NUMBER", "SENT", "STATE", "FARM", ">ID", "BY", "NAME")
NEWEST = 50
MOST = 2**62
"""No number of the history is greater."""

NOT_SHOWN = ("files", "submission", "is_announced", "is_gone")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit history` takes."""
    parser.usage = "afsubmit history [list] [words]\n       afsubmit history show|resend NUMBER [words]"
    parser.add_argument("verb", nargs="?", choices=("list", "show", "resend"), default="list", help="list is usual")
    parser.add_argument("number", nargs="?", type=_number, metavar="NUMBER", help="an entry, as the list says")
    parser.add_argument(
        "--limit", type=_number, default=NEWEST, metavar="N", help=f"the newest N, 0 for all ({NEWEST})"
    )
    parser.add_argument("--scene", default="", metavar="FILE", help="only what was sent of this scene")
    parser.add_argument("--wait", action="store_true", help="resend: stay until the job is done")
    parser.add_argument("--local", action="store_true", help="resend: to the farm on this machine")
    job_selection.add_farm_arguments(parser)


def _number(text: str) -> int:
    from argparse import ArgumentTypeError

    if not (text.isascii() and text.isdecimal() and int(text) <= MOST):
        raise ArgumentTypeError(f"{text!r} is no number of an entry: 1, 2, 3, …")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    if (arguments.verb == "list") != (arguments.number is None):
        say("name an entry: afsubmit history show NUMBER, or resend NUMBER; the list takes none.")
        return WRONG_WORDS
    if arguments.verb == "show":
        return _show(arguments)
    return _resend(arguments) if arguments.verb == "resend" else _list(arguments)


def _list(arguments: argparse.Namespace) -> int:
    import os

    fields = {"scene": os.path.abspath(arguments.scene)} if arguments.scene else {}
    entries = History().entries(limit=arguments.limit or -1, **fields)
    states = _states(arguments, entries)
    if arguments.json:
        print(shown([_row(entry, states) for entry in entries]))
    elif entries:
        print(drawn(TITLES, [cells(entry, states) for entry in entries]))
    else:
        print("Nothing was sent from here yet.")
    return 0


def cells(entry: Entry, states: Mapping[int, str]) -> tuple[object, ...]:
    """A line of the list; `states` are what the farm says, by the number of the entry."""
    sent = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.moment))
    state = states.get(entry.number, entry.state)
    return entry.number, sent, state, entry.server, entry.id or "", entry.origin, entry.name


def _row(entry: Entry, states: Mapping[int, str]) -> dict[str, object]:
    fields = {key: value for key, value in entry._asdict().items() if key not in NOT_SHOWN}
    return {**fields, "state": states.get(entry.number, entry.state)}


def _states(arguments: argparse.Namespace, entries: Sequence[Entry]) -> Mapping[int, str]:
    """What the farm says now of the jobs that it was sent, by the number of the entry; nothing when it is silent."""
    from ..submission.sending import destination
    from ..submitter.farm_connection import farm_for, name_of
    from .jobs import states_of

    if not entries:
        return {}
    try:
        server = destination.server(arguments.server)
        name = name_of(server)
        if not server.host or not any(entry.server == name and entry.state == SENT for entry in entries):
            return {}
        farm = farm_for(arguments.server, str)
        jobs = farm.client.jobs(users=sorted({entry.user_name for entry in entries if entry.server == name}))
        _tell_hooks(jobs, name)
    except AfError as error:
        say(f"{error} So the list shows what was known when the jobs were sent.")
        return {}
    alive = {(job["id"], job.get("serial")): ", ".join(states_of(job)) for job in jobs}
    own = [entry for entry in entries if entry.server == name and entry.state == SENT]
    return {entry.number: alive.get((entry.id, entry.serial), "deleted") for entry in own}


def _tell_hooks(jobs: Sequence[Mapping[str, Any]], name: str) -> None:
    import sys

    from ..submission.hooks import events

    for note in events.announce_done(jobs, name, events.HookContext(lambda: sys.executable)):
        say(note)


def _show(arguments: argparse.Namespace) -> int:
    from ..submission.sending.own_file import mark_of

    history = History()
    entry, document = history.entry(arguments.number), history.document(arguments.number)
    files = {path: "is there" if mark_of(path) else "gone" for path in entry.marks}
    if arguments.json:
        print(shown({**_row(entry, {}), "files": files, "job": document}))
        return 0
    for title, cell in zip(TITLES, cells(entry, {})):
        print(printable(f"{title.lstrip('>').lower():8}{cell}"))
    if entry.scene:
        print(printable(f"scene   {entry.scene}"))
    for path, state in files.items():
        print(printable(f"file    {path} ({state})"))
    print(shown(document))
    return 0


def _resend(arguments: argparse.Namespace) -> int:
    from ..submitter.resubmission import Resubmission
    from .send import send_all

    choice = "local" if arguments.local else arguments.server
    request = Resubmission(History(), arguments.number)
    return send_all([request], choice, is_waiting=arguments.wait, as_json=arguments.json, origin="history")
