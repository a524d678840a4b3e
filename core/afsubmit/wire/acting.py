"""What a farm can be told to do: the actions of afserver 3.4.1 with their traps handled (PROTOCOL.md 2.7)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any


class Actions:
    """The actions a `Client` can ask for."""

    user_name: str
    host_name: str

    if TYPE_CHECKING:

        def request(self, root: Mapping[str, Any], *, is_silent: bool = False) -> dict[str, Any]:
            """`Client.request`."""

    def action(
        self,
        kind: str,
        *,
        ids: Iterable[int] | None = None,
        mask: str | None = None,
        block_ids: Iterable[int] | None = None,
        operation: Mapping[str, Any] | None = None,
        params: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Do something with the nodes of `kind` ("jobs", "renders", …) that `ids` or `mask` choose."""
        action: dict[str, Any] = {"user_name": self.user_name or _login(), "host_name": self.host_name or _machine()}
        action["type"] = kind
        for key, value in (("ids", ids), ("mask", mask), ("block_ids", block_ids)):
            if value is not None:
                action[key] = value if isinstance(value, str) else list(value)
        if operation is not None:
            action["operation"] = dict(operation)
        if params is not None:
            action["params"] = dict(params)
        return self.request({"action": action})


def _login() -> str:
    """Whoever runs this process, as a farm writes users; afserver refuses an action without a user."""
    import os

    names = ("CGRU_USERNAME", "AF_USERNAME", "USER", "USERNAME", "LOGNAME")
    found = next((os.environ[name] for name in names if os.environ.get(name)), "afsubmit")
    return found.rpartition("/" if "/" in found else "\\")[2].lower() or "afsubmit"


def _machine() -> str:
    import os
    import socket

    return os.environ.get("AF_HOSTNAME") or socket.gethostname().lower() or "localhost"
