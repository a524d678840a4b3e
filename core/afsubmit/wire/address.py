"""Where a farm listens, and what it says about a job it took."""

from __future__ import annotations

from ..errors import LOCAL
from ..typed import NamedTuple


class Address(NamedTuple):
    """A farm's host name or number, its port, and the token of a local farm ("" for a real server).

    A host that is an absolute path is the Unix socket of a local farm; the port says nothing then.
    """

    host: str
    port: int
    token: str = ""


class JobId(NamedTuple):
    """An accepted job. `id` is used again after the job's deletion; `serial` is its identity for ever."""

    id: int
    serial: int


def is_socket(address: Address) -> bool:
    """Whether the address is the path of a Unix socket."""
    return address.host.startswith("/")


def shown(address: Address) -> str:
    """`address` as people write it, without the token and with nothing a terminal obeys: `farm:51000`, `[::1]:51000`.

    The farm of this machine is `local`.
    """
    if address.token or is_socket(address):
        return LOCAL
    host = "".join(letter if letter.isprintable() else "\ufffd" for letter in address.host)
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{address.port}"
