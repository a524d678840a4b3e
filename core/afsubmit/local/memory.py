"""How much of this machine's memory is free, in percent. Each system's own words go in; None is unknown."""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys

ASK_SECONDS = 2.0
_PAGE = re.compile(r"page size of (\d+) bytes")
_COUNT = re.compile(r"Pages (free|inactive|speculative):\s+(\d+)\.")


def of_meminfo(text: str) -> int | None:
    """By Linux's /proc/meminfo: MemAvailable is what can be had without swapping."""
    found = dict(re.findall(r"^(MemTotal|MemAvailable):\s+(\d+) kB", text, re.MULTILINE))
    total = int(found.get("MemTotal", 0))
    return int(found["MemAvailable"]) * 100 // total if total and "MemAvailable" in found else None


def of_vm_stat(text: str, total_bytes: int) -> int | None:
    """By what macOS's `vm_stat` prints: free, inactive and speculative pages can be had (its manual; unconfirmed)."""
    page, counts = _PAGE.search(text), dict(_COUNT.findall(text))
    if page is None or "free" not in counts or total_bytes <= 0:
        return None
    return min(100, sum(map(int, counts.values())) * int(page[1]) * 100 // total_bytes)


def of_load(percent_in_use: int) -> int | None:
    """By Windows' MEMORYSTATUSEX.dwMemoryLoad, the percentage in use (Microsoft's documentation)."""
    return 100 - percent_in_use if 0 <= percent_in_use <= 100 else None


def free_percent() -> int | None:
    """Ask the system now; None when it does not say."""
    try:
        if sys.platform == "win32":
            return of_load(_memory_load())
        if sys.platform == "darwin":
            found = subprocess.run(["/usr/bin/vm_stat"], capture_output=True, timeout=ASK_SECONDS)
            total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
            return of_vm_stat(found.stdout.decode("utf-8", "replace"), total)
        with open("/proc/meminfo", encoding="ascii", errors="replace") as file:
            return of_meminfo(file.read())
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


class _MemoryStatus(ctypes.Structure):
    _fields_ = (
        ("length", ctypes.c_uint32),
        ("memory_load", ctypes.c_uint32),
        *(
            (name, ctypes.c_uint64)
            for name in ("total", "free", "page_total", "page_free", "own_total", "own_free", "more")
        ),
    )


def _memory_load() -> int:
    """GlobalMemoryStatusEx; -1 when it fails."""
    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009
    return int(status.memory_load) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else -1
