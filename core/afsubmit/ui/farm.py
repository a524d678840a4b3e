"""From "which server" to a client that can be asked: the configured server, or the local farm, started when needed."""

from __future__ import annotations

from ..errors import SettingsError
from ..submission import place
from ..wire import Address, Client

LOCAL = "local"


def client_for(choice: str, python: str) -> tuple[Client, bool]:
    """A client for `choice`, and whether it is the local farm.

    `choice` is "local", "host:port", or "" for what is configured (nothing configured: the local farm). The local
    farm is started under the interpreter `python` when it does not run yet; that takes up to some seconds, so call
    it off the main thread.

    Raises:
        SettingsError: `choice` is none of these, or the farm is needed and there is no interpreter for it.
        AfError: the farm did not start.
    """
    found = place.server(choice)
    if not found.is_local:
        return Client(Address(found.host, found.port, found.token)), False
    if found.port:
        return Client(Address(found.host, found.port, found.token)), True
    if not python:
        raise SettingsError("No Python was found that can run the local farm; name one in the preferences.")
    from ..local import launch

    started = launch.ensure_running(python)
    return Client(Address(started.host, started.port, started.token)), True
