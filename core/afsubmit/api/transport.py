"""From the facade to the farm: which one, what is said about it, and answers as old scripts know them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..errors import AfError, JobError, ServerRefusedError, ServerUnreachableError, SettingsError
from ..typed import TYPE_CHECKING, Any, Protocol
from .environment import fresh
from .printing import say, say_problems

if TYPE_CHECKING:
    from ..errors import Problem
    from ..wire import Client

UNKNOWN_SERVICE = '" is not a service of CGRU'

_clients: dict[Any, Client] = {}


def farm(server: str = "") -> Client:
    """The client of the configured farm, or of the local farm that runs; starts none.

    `server` is another farm than the configured one: "host:port" or "local".

    Raises:
        SettingsError: the configuration cannot be used.
        ServerUnreachableError: the local farm is meant and none runs.
    """
    here = fresh()
    if not server and here in _clients:
        return _clients[here]
    from ..studio import configuration
    from ..studio import server_choice as servers
    from ..wire import Address, Client

    if here.error:
        raise SettingsError(here.error)
    chosen = servers.resolve(configuration.load({"server": server}) if server else here.configuration)
    if not chosen.host:
        raise ServerUnreachableError(servers.LOCAL, [])
    key = here if not server and not chosen.is_local else (here, chosen)  # a local farm may be another one by now
    if key not in _clients:
        connect, read = (float(here.configuration.value(f"{name}_timeout_seconds")) for name in ("connect", "read"))
        _clients.clear()
        _clients[key] = Client(
            Address(chosen.host, chosen.port, chosen.token),
            connect_timeout_seconds=connect,
            read_timeout_seconds=read,
            user_name=here.user_name,
            host_name=here.host_name,
        )
    return _clients[key]


class SendAnswer(tuple):  # type: ignore[type-arg]
    """The pair (was it taken, what was answered) of `af.Job.send`; it counts as false when the job was not taken."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return bool(self[0])


class SendableJob(Protocol):
    """What `send_job` needs of an `af.Job`."""

    def ready_document(self) -> dict[str, Any]:
        """The document that is sent."""

    def checked(self, found: Sequence[Problem]) -> list[Problem]:
        """Those of `found` that the script asked to see."""


def send_job(job: SendableJob, *, verbose: bool = False) -> SendAnswer:
    """`af.Job.send`: send what is sound, say what is wrong or doubtful, and give the answer as a pair."""
    document = job.ready_document()
    try:
        client = _farm_for(document)
        if verbose:
            _print_where("the job", client)
        receipt = client.send_job(document, on_warnings=lambda found: say_problems(job.checked(found)))
    except JobError as error:
        say_problems(error.problems)
        return SendAnswer((False, {"error": "; ".join(f"{one.where}: {one.message}" for one in error.problems)}))
    except AfError as error:
        say(f"Error: {error}")
        return SendAnswer((False, {"error": str(error)}))
    if verbose:
        print(f"The job has the id {receipt.id}, serial {receipt.serial}")
    return SendAnswer((True, {"id": receipt.id, "serial": receipt.serial}))


def _farm_for(document: Mapping[str, Any]) -> Client:
    """The farm; without one, what is wrong with the job is reported before that."""
    try:
        return farm()
    except AfError:
        from ..document.validate import ensure_sendable

        ensure_sendable({"job": document})
        raise


def _print_where(what: str, client: Client) -> None:
    from ..wire.address import shown

    print(f"Sending {what} to {shown(client.address)}")


def exchange(root: Mapping[str, Any], *, verbose: bool = False, is_silent: bool = False) -> tuple[bool, Any]:
    """Send a request as old scripts do.

    Returns:
        (True, answer), the server's own no included; (False, None) when nothing was sent or no answer came, with the
        reason on standard error.
    """
    try:
        client = farm()
        if verbose:
            _print_where("a request", client)
        return True, client.request(root, is_silent=is_silent, on_warnings=say_problems) or None
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
