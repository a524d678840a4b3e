"""Where a farm listens, and what it says about a job it took."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    class Address(NamedTuple):
        """A farm's host name or number, its port, and the token of a local farm ("" for a real server)."""

        host: str
        port: int
        token: str = ""

    class Receipt(NamedTuple):
        """An accepted job. `id` is used again after the job's deletion; `serial` is its identity for ever."""

        id: int
        serial: int

else:
    Address = namedtuple("Address", "host port token", defaults=("",))
    Receipt = namedtuple("Receipt", "id serial")


def shown(address: Address) -> str:
    """`address` as people write it, without the token: `farm:51000`, `[::1]:51000`, with nothing a terminal obeys."""
    host = "".join(letter if letter.isprintable() else "\ufffd" for letter in address.host)
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{address.port}"
