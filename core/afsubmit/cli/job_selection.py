"""What every command that talks to a farm takes, and the client it gets; choosing jobs and renders by id or name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..errors import AfError
from ..typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from ..wire import Client
    from ..wire.answers import JobAnswer

SYSTEM_JOB = 1
"""The server's own, which runs post commands."""
WILDCARDS = re.compile("[*?]")


class ChoiceError(AfError):
    """A name that fits nothing, or jobs of others that are changed only when named explicitly."""


def add_farm_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which farm, and that programs may read the answer."""
    parser.add_argument("--server", metavar="HOST:PORT", default="", help='this farm, or "local", instead of the usual')
    parser.add_argument("--json", action="store_true", help="print JSON")


def add_job_arguments(parser: argparse.ArgumentParser, *, is_optional: bool) -> None:
    """Say which jobs."""
    text = "a number is an id; anything else is a name, whole, with * and ? for any letters"
    parser.add_argument("jobs", nargs="*" if is_optional else "+", metavar="JOB", help=text)
    parser.add_argument("--names", action="store_true", help="numbers are names, too")
    parser.add_argument("--regex", action="store_true", help="names are regular expressions that fit the whole name")
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("-u", "--user", default="", help="jobs of this user instead of your own")
    whose.add_argument("-a", "--all", action="store_true", help="jobs of everybody")


def client(arguments: argparse.Namespace) -> Client:
    """The client of the farm that is meant.

    Raises:
        AfError: there is none, or the configuration cannot be used.
    """
    from ..api.transport import farm

    return farm(arguments.server)


def owner(arguments: argparse.Namespace, client: Client) -> str:
    """Whose jobs are meant; "" is everybody's. A name that only the case tells from a user's is that user's."""
    if arguments.all or not arguments.user:
        return "" if arguments.all else client.user_name
    named_so = [user.name for user in client.users() if user.name.lower() == arguments.user.lower()]
    return arguments.user if arguments.user in named_so or not named_so else str(named_so[0])


def is_open(arguments: argparse.Namespace) -> bool:
    """Whether the words may fit more jobs than whoever typed them sees before him."""
    return arguments.regex or any(WILDCARDS.search(word) for word in arguments.jobs)


def chosen_jobs(arguments: argparse.Namespace, client: Client, *, is_change: bool = True) -> list[JobAnswer]:
    """The jobs that the words name, each once, in the order of the words.

    With `is_change` an id must be that of a job of whoever is meant; only to look at, it may be anybody's.

    Raises:
        ChoiceError: a word names none, or one that is not to be changed.
        AfError: as `Client.request`.
    """
    whose = owner(arguments, client)
    ids = [] if arguments.names or arguments.regex else [int(word) for word in arguments.jobs if _is_id(word)]
    found = {job.id: job for job in client.jobs(ids=ids)}
    for number in ids:
        if number not in found:
            raise ChoiceError(f"There is no job {number}.")
        if is_change:
            _check_owner(found[number], whose)
    names = [word for word in arguments.jobs if not (ids and _is_id(word))]
    listed = own_jobs(client, whose) if names else []
    chosen: dict[int, JobAnswer] = {number: found[number] for number in ids}
    for word in names:
        fitting = named(listed, word, is_regex=arguments.regex)
        if not fitting:
            jobs = f"{len(listed)} job{'' if len(listed) == 1 else 's'}"
            raise ChoiceError(f'No job is called "{word}" among the {jobs} of {whose or "everybody"}.')
        chosen.update((job.id, job) for job in fitting)
    return list(chosen.values())


def own_jobs(client: Client, whose: str) -> list[JobAnswer]:
    """The jobs of this user, "" everybody's, without the server's own."""
    return [job for job in client.jobs(users=[whose] if whose else None) if job.id != SYSTEM_JOB]


def named(nodes: Iterable[Any], word: str, *, is_regex: bool = False) -> list[Any]:
    """The nodes that are called `word`; when none is exactly so, those that its wildcards fit.

    Raises:
        ChoiceError: it is no regular expression.
    """
    nodes = list(nodes)
    if not is_regex:
        exact = [node for node in nodes if node.get("name") == word]
        if exact:
            return exact
        word = re.escape(word).replace(r"\*", ".*").replace(r"\?", ".")
    try:
        pattern = re.compile(word, re.DOTALL)
    except re.error as error:
        raise ChoiceError(f'"{word}" is no regular expression: {error}.') from error
    return [node for node in nodes if pattern.fullmatch(node.get("name", ""))]


def _is_id(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) < 10


def _check_owner(job: JobAnswer, whose: str) -> None:
    if job.id == SYSTEM_JOB:
        raise ChoiceError(f"Job {job.id} is the server's own.")
    if whose and job.user_name != whose:
        raise ChoiceError(f'Job {job.id} "{job.name}" is of {job.user_name}, not of {whose}; --all allows it.')


def chosen_renders(words: Sequence[str], client: Client) -> list[Any]:
    """The renders that the words name by id or name, each once.

    Raises:
        ChoiceError: a word names none.
        AfError: as `Client.request`.
    """
    listed = client.renders()
    chosen: dict[int, Any] = {}
    for word in words:
        fitting = named(listed, word) or [one for one in listed if _is_id(word) and one["id"] == int(word)]
        if not fitting:
            raise ChoiceError(f'No render is called "{word}" among {len(listed)}.')
        chosen.update((one["id"], one) for one in fitting)
    return list(chosen.values())
