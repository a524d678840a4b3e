"""Where a job goes and who sends it: the engine's questions to the configuration. Reads, never writes."""

from __future__ import annotations

import os

from ..studio import configuration, identity
from ..studio import server as servers
from .plan import Target


def server(choice: str = "") -> servers.Server:
    """The server that `choice` means: "local", "host:port", or "" for what is configured.

    Raises:
        SettingsError: `choice` or the configuration cannot be used.
    """
    return servers.resolve(configuration.load(arguments={"server": choice} if choice else {}))


def target(*, is_local: bool) -> Target:
    """This user and machine, and the shell of the farm."""
    found = configuration.load()
    return Target(
        user_name=identity.user_name(found),
        host_name=identity.host_name(found),
        farm_os="windows" if os.name == "nt" else "posix",
        is_local=is_local,
    )
