"""From "which server" to a client that can be asked: the configured server, or the local farm, started when needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from ..errors import SettingsError
from ..submission.sending import destination
from ..wire import Address, Client

if TYPE_CHECKING:
    from ..submission.sending.destination import ServerChoice

LOCAL = "local"


class FarmConnection(NamedTuple):
    """A farm that can be asked; `name` is how the history calls it: "host:port", or "local:MACHINE"."""

    client: Client
    is_local: bool
    name: str


def farm_for(choice: str, python: Callable[[], str]) -> FarmConnection:
    """The farm that `choice` means, with a client for it.

    `choice` is "local", "host:port", or "" for what is configured (nothing configured: the local farm). The local
    farm is started under the interpreter that `python` names when it does not run yet; that takes up to some seconds,
    so call it off the main thread.

    Raises:
        SettingsError: `choice` is none of these, or the farm is needed and there is no interpreter for it.
        AfError: the farm did not start.
    """
    found = destination.server(choice)
    address = _running(python) if found.is_local else Address(found.host, found.port, found.token)
    return FarmConnection(Client(address, **destination.client_options()._asdict()), found.is_local, name_of(found))


def _running(python: Callable[[], str]) -> Address:
    """The local farm's; started when it is gone or runs nothing any more, whatever a killed one left in its file."""
    from ..local import launch

    found = launch.status()
    if found.address.host and launch.is_online(found.address):
        return found.address
    interpreter = python()
    if not interpreter:
        raise SettingsError("No Python was found that can run the local farm; name one in the preferences.")
    return launch.ensure_running(interpreter)


def name_of(server: ServerChoice) -> str:
    """How the history and hooks call it: "host:port", or "local:MACHINE"."""
    if server.is_local:
        return f"{LOCAL}:{destination.client_options().host_name}"
    host = f"[{server.host}]" if ":" in server.host else server.host
    return f"{host}:{server.port}"
