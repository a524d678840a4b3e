"""From the facade to the farm: which one, what is said about it, and answers as old scripts know them."""

from __future__ import annotations

from .surroundings import fresh
from .voice import say, say_problems

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ..errors import Problem
    from ..wire import Client
    from .job import Job

UNKNOWN_SERVICE = '" is not a service of CGRU'

_clients: dict[Any, Client] = {}


def farm(server: str = "") -> Client:
    """The client of the configured farm, or of the local farm that runs; starts none.

    `server` is another farm than the configured one: "host:port" or "local".

    Raises:
        SettingsError: the configuration cannot be used.
        ServerUnreachableError: the local farm is meant and none runs.
    """
    from ..errors import ServerUnreachableError, SettingsError
    from ..studio import configuration
    from ..studio import server as servers
    from ..wire import Address, Client

    here = fresh()
    if here.error:
        raise SettingsError(here.error)
    chosen = servers.resolve(configuration.load({"server": server}) if server else here.configuration)
    if not chosen.port:
        raise ServerUnreachableError(servers.LOCAL, [])
    connect, read = (float(here.configuration.value(f"{name}_timeout_seconds")) for name in ("connect", "read"))
    key = (chosen.host, chosen.port, chosen.token, connect, read, here.user_name, here.host_name)
    if key not in _clients:
        _clients.clear()
        _clients[key] = Client(
            Address(chosen.host, chosen.port, chosen.token),
            connect_timeout_seconds=connect,
            read_timeout_seconds=read,
            user_name=here.user_name,
            host_name=here.host_name,
        )
    return _clients[key]


def send_job(job: Job, *, verbose: bool = False) -> tuple[bool, Any]:
    """`af.Job.send`: validate, say what is wrong, send, and give the answer as a pair."""
    from ..document import validate
    from ..errors import AfError, JobError

    document = job.ready_document()
    found = job.checked(validate.quick_problems(document))
    if any(problem.level == "error" for problem in found):
        return _refused(job.checked(validate.problems(document)))
    say_problems(found)
    try:
        client = farm()
        if verbose:
            print(f"Sending the job to {client.address.host}:{client.address.port}")
        receipt = client.send_job(document)  # which looks at every task before it opens a connection
    except JobError as error:
        return _refused(error.problems)
    except AfError as error:
        say(f"Error: {error}")
        return False, {"error": str(error)}
    if verbose:
        print(f"The job has the id {receipt.id}, serial {receipt.serial}")
    return True, {"id": receipt.id, "serial": receipt.serial}


def _refused(problems: Sequence[Problem]) -> tuple[bool, Any]:
    say_problems(problems)
    errors = [problem for problem in problems if problem.level == "error"]
    return False, {"error": "; ".join(f"{problem.where}: {problem.message}" for problem in errors)}


def exchange(root: Mapping[str, Any], *, verbose: bool = False, is_silent: bool = False) -> tuple[bool, Any]:
    """Send a request as old scripts do.

    Returns:
        (True, answer), the server's own no included; (False, None) when nothing was sent or no answer came, with the
        reason on standard error.
    """
    from ..document import validate
    from ..errors import AfError, ServerRefusedError

    try:
        say_problems(problem for problem in validate.request_problems(root) if problem.level == "warning")
        client = farm()
        if verbose:
            print(f"Sending a request to {client.address.host}:{client.address.port}")
        return True, client.request(root, is_silent=is_silent) or None
    except ServerRefusedError as error:
        say(f"Error: {error}")
        return True, {"info": {"kind": "error", "text": error.text}}
    except AfError as error:
        say(f"Error: {error}")
        return False, None


def is_unchecked(problem: Problem, services: set[str]) -> bool:
    """Whether `problem` warns of a service that the script asked not to be checked."""
    return problem.level == "warning" and any(
        problem.message.startswith(f'"{service}{UNKNOWN_SERVICE}') for service in services
    )
