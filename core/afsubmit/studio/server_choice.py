"""Which farm: the one that is configured, or the local farm of this user on this machine."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import SettingsError
from ..typed import TYPE_CHECKING, NamedTuple
from . import configuration as configuration_
from . import farm_file

if TYPE_CHECKING:
    from .configuration import Configuration


class ServerChoice(NamedTuple):
    """A farm; `source` says who chose it.

    No host: the local farm is meant, and none runs. A host that is a path is the local farm's Unix socket.
    """

    host: str
    port: int
    token: str
    is_local: bool
    source: str


LOCAL = "local"
LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 51000
"""CGRU's own."""


def resolve(configuration: Configuration) -> ServerChoice:
    """The farm to talk to. Starts nothing.

    `server` ("host:port" or "local") and CGRU's `af_servername` with `af_serverport` say the same thing in two ways:
    what stands higher up counts. When nobody says anything it is the local farm.

    Raises:
        SettingsError: `server` is not one of these forms.
    """
    ours, port_level = configuration.level("server"), configuration.level("af_serverport")
    cgrus = max(configuration.level("af_servername"), port_level)
    text, source = configuration.value("server"), configuration.source("server")
    if text and ours >= cgrus:
        if text.strip().lower() == LOCAL:
            return _local(configuration.environ, source)
        host, port = parse(text, source)
        return ServerChoice(host, port, "", False, source)
    if cgrus == configuration_.DEFAULT:
        return _local(configuration.environ, source)
    named = configuration.source("af_servername" if configuration.value("af_servername") else "af_serverport")
    host = configuration.value("af_servername").strip() or LOOPBACK
    return ServerChoice(host, configuration.value("af_serverport"), "", False, named)


def parse(text: str, source: str = "server") -> tuple[str, int]:
    """Host and port of "host:port", "host", "[::1]:port" or a bare IPv6 number.

    Raises:
        SettingsError: it is none of them; names `source`.
    """
    text = text.strip()
    host, colon, port = text.rpartition(":")
    if text.startswith("["):
        host, bracket, rest = text[1:].partition("]")
        colon, port = (rest[:1], rest[1:]) if bracket and rest[:1] in ("", ":") else (":", "")
    elif not colon or text.count(":") > 1:
        host, colon, port = text, "", ""
    if (
        not host
        or any(letter.isspace() or not letter.isprintable() or letter in "/\\\"'" for letter in host)
        or ((colon or port) and not _is_port(port))
    ):
        raise SettingsError(f'{source}: "host:port" or "local" is needed, not {text!r}.')
    return host, int(port) if port else DEFAULT_PORT


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text) < 65536


def _local(environ: Mapping[str, str], source: str) -> ServerChoice:
    content = farm_file.living(farm_file.machine_name(), environ).content
    if content is None:
        return ServerChoice("", 0, "", True, source)
    return ServerChoice(content["socket"] or content["host"], content["port"], content["token"], True, source)
