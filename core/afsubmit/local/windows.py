"""What only Windows needs: when a process started, read through kernel32."""

from __future__ import annotations

import sys

QUERY_LIMITED_INFORMATION = 0x1000
STILL_ACTIVE = 259


def start_mark(pid: int) -> str:
    """The creation time of a living process as a text; "" when there is none (and on any other system)."""
    if sys.platform != "win32":
        return ""
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    handle = kernel.OpenProcess(QUERY_LIMITED_INFORMATION, False, pid)
    if not handle:
        return ""
    handle = wintypes.HANDLE(handle)
    times = [wintypes.FILETIME() for _ in range(4)]
    code = wintypes.DWORD()
    try:
        known = kernel.GetProcessTimes(handle, *(ctypes.byref(time) for time in times))
        alive = kernel.GetExitCodeProcess(handle, ctypes.byref(code)) and code.value == STILL_ACTIVE
    finally:
        kernel.CloseHandle(handle)
    return f"{times[0].dwHighDateTime}:{times[0].dwLowDateTime}" if known and alive else ""
