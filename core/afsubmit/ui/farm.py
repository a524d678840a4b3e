"""From "which server" to a client that can be asked: the configured server, or the local farm, started when needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..errors import SettingsError
from ..submission import place
from ..wire import Address, Client

LOCAL = "local"


class Farm(NamedTuple):
    """A farm that can be asked; `name` is how the history calls it: "host:port", or "local:MACHINE"."""

    client: Client
    is_local: bool
    name: str


def farm_for(choice: str, python: Callable[[], str]) -> Farm:
    """The farm that `choice` means, with a client for it.

    `choice` is "local", "host:port", or "" for what is configured (nothing configured: the local farm). The local
    farm is started under the interpreter that `python` names when it does not run yet; that takes up to some seconds,
    so call it off the main thread.

    Raises:
        SettingsError: `choice` is none of these, or the farm is needed and there is no interpreter for it.
        AfError: the farm did not start.
    """
    found = place.server(choice)
    address = Address(found.host, found.port, found.token)
    if found.is_local and not found.port:
        interpreter = python()
        if not interpreter:
            raise SettingsError("No Python was found that can run the local farm; name one in the preferences.")
        from ..local import launch

        address = launch.ensure_running(interpreter)
    manners = place.manners()
    name = f"{LOCAL}:{manners.host_name}" if found.is_local else f"{found.host}:{found.port}"
    return Farm(Client(address, **manners._asdict()), found.is_local, name)
