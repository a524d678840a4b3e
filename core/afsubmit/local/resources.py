"""What this machine has and how busy it is, in the words of afrender 3.4.1; 0 is what this system does not say."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
from typing import Any

_MEMORY = {
    "mem_total_mb": "MemTotal", "mem_free_mb": "MemAvailable", "mem_cached_mb": "Cached", "mem_buffers_mb": "Buffers",
    "swap_total_mb": "SwapTotal",
}  # fmt: skip


def host_resources(folder: str) -> dict[str, Any]:
    """The resources as `get` of the mode resources lists them; `folder` is on the disk that counts."""
    memory, disk = _memory(), _disk(folder)
    found: dict[str, Any] = {"cpu_num": os.cpu_count() or 0, "cpu_mhz": 0, "cpu_temp": 0, "cpu_loadavg": _load()}
    for name in ("user", "nice", "system", "idle", "iowait", "irq", "softirq"):
        found[f"cpu_{name}"] = 0
    found.update({name: memory.get(word, 0) for name, word in _MEMORY.items()})
    found["swap_used_mb"] = memory.get("SwapTotal", 0) - memory.get("SwapFree", 0)
    found.update(hdd_total_gb=disk[0], hdd_free_gb=disk[1], hdd_rd_kbsec=0, hdd_wr_kbsec=0, hdd_busy=0)
    found.update(net_recv_kbsec=0, net_send_kbsec=0, gpu_gpu_util=0, gpu_gpu_temp=0)
    found.update(gpu_mem_total_mb=0, gpu_mem_used_mb=0, gpu_string="", hw_info=platform.machine())
    return found


def _load() -> list[int]:
    """The load of the last 1, 5 and 15 minutes in tenths, as the server counts it."""
    with contextlib.suppress(AttributeError, OSError):
        return [min(int(one * 10), 255) for one in os.getloadavg()]
    return [0, 0, 0]


def _memory() -> dict[str, int]:
    """Megabytes by the words of /proc/meminfo; empty where there is none."""
    found = {}
    with contextlib.suppress(OSError, ValueError), open("/proc/meminfo", encoding="ascii") as file:
        for line in file:
            word, _, rest = line.partition(":")
            found[word] = int(rest.split()[0]) // 1024
    return found


def _disk(folder: str) -> tuple[int, int]:
    """Gigabytes: all of the disk, and what is free."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return 0, 0
    return usage.total // 2**30, usage.free // 2**30
