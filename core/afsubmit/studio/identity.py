"""Who submits, and from which machine, as CGRU has it: lower case, without a domain."""

from __future__ import annotations

import sys

from ..typed import TYPE_CHECKING

if TYPE_CHECKING:
    from .configuration import Configuration

LOGIN_VARIABLES = ("USER", "USERNAME", "LOGNAME")


def user_name(configuration: Configuration) -> str:
    """The user whose jobs these are; "" only when neither configuration nor system knows one.

    Configured (AFSUBMIT_USER_NAME, CGRU_USERNAME, AF_USERNAME, `user_name` in a file), else whoever is logged in.
    """
    environ = configuration.environ
    name = configuration.value("user_name") or next((environ[n] for n in LOGIN_VARIABLES if environ.get(n)), "")
    return without_domain(name or _from_system()).lower()


def host_name(configuration: Configuration) -> str:
    """This machine's name in lower case; CGRU keeps the domain of a machine, so this does too."""
    name: str = configuration.value("host_name")
    if not name:
        import socket

        name = socket.gethostname()
    return name.lower()


def without_domain(name: str) -> str:
    """`name` without what stands before the last slash or, where there is none, the last backslash."""
    return name.rpartition("/" if "/" in name else "\\")[2]


def _from_system() -> str:
    if sys.platform == "win32":
        return _from_windows()
    import getpass

    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # no name for this user number
        return ""


def _from_windows() -> str:
    """The owner of this process, whatever its environment says (a service's has no name, nor one that was cleaned)."""
    import ctypes

    most = 257  # UNLEN and what ends the text
    name, length = ctypes.create_unicode_buffer(most), ctypes.c_ulong(most)
    is_known = ctypes.WinDLL("advapi32").GetUserNameW(name, ctypes.byref(length))  # type: ignore[attr-defined,unused-ignore]
    return name.value if is_known else ""
