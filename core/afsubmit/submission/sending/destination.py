"""Where a job goes and who sends it: the engine's questions to the configuration. Reads, never writes."""

from __future__ import annotations

import os
from typing import NamedTuple

from ...document.quoting import THIS_SYSTEM
from ...errors import Problem
from ...studio import configuration, folders, hosts, identity, pathmap, site_services
from ...studio import server_choice as servers
from ...studio.server_choice import ServerChoice
from ..planning.scene import Target

__all__ = ["ClientOptions", "ServerChoice", "client_options", "problems", "server", "state_folder", "target"]


def server(choice: str = "") -> ServerChoice:
    """The server that `choice` means: "local", "host:port", or "" for what is configured.

    Raises:
        SettingsError: `choice` or the configuration cannot be used.
    """
    return servers.resolve(configuration.load(arguments={"server": choice} if choice else {}))


def target(*, is_local: bool) -> Target:
    """This user and machine, the farm's shell, and where it finds our folders.

    The farm's system is what is configured, else what the path map says, else this machine's; a farm on this machine
    is this machine's, with no folder elsewhere.

    Raises:
        SettingsError: the configuration cannot be used.
    """
    found = configuration.load()
    mapped = pathmap.from_configuration(found)
    if is_local:
        mapped, farm_os = pathmap.PathMap(), THIS_SYSTEM
    else:
        farm_os = found.value("farm_os") or mapped.farm_os or THIS_SYSTEM
    site = site_services.of_site(found.environ)
    return Target(
        user_name=identity.user_name(found),
        host_name=identity.host_name(found),
        farm_os=farm_os,
        is_local=is_local,
        path_map=mapped if mapped.pairs else None,
        parser_of=site.parser if site else None,
    )


class ClientOptions(NamedTuple):
    """How a client behaves: its patience, and who it says it is. Fields are the arguments of `wire.Client`."""

    connect_timeout_seconds: float
    read_timeout_seconds: float
    user_name: str
    host_name: str


def client_options() -> ClientOptions:
    """What the configuration says of every client."""
    found = configuration.load()
    connect, read = (float(found.value(key)) for key in ("connect_timeout_seconds", "read_timeout_seconds"))
    return ClientOptions(connect, read, identity.user_name(found), identity.host_name(found))


def problems() -> list[Problem]:
    """What of the studio's folder and plugins cannot be used: it would silently not count."""
    folder = folders.studio_config_folder()
    left_out = list(hosts.problems())
    if not os.environ.get("AFSUBMIT_STUDIO") or os.path.isdir(folder):
        return left_out
    message = f"The studio's folder {folder} (AFSUBMIT_STUDIO) cannot be read: its presets and hooks do not count."
    fix = "Connect the disk it lies on, or correct the variable."
    return [Problem("warning", "studio", message, fix), *left_out]


def state_folder() -> str:
    """The folder of history, local farm and what windows remember; it may not exist yet."""
    return str(folders.state_folder())
