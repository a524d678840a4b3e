"""Whether this machine runs on its battery. Each system's own words go in; None is unknown."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping

SUPPLIES = "/sys/class/power_supply"
ASK_SECONDS = 2.0


def of_supplies(supplies: Iterable[Mapping[str, str]]) -> bool | None:
    """By the entries of Linux's /sys/class/power_supply: what their files `type`, `online`, `status`, `scope` hold.

    Batteries of mice and pens (scope Device) do not count. A machine at the mains is not on battery, although a weak
    charger lets its battery go down.
    """
    supplies = list(supplies)
    batteries = [
        one.get("status", "") for one in supplies if one.get("type") == "Battery" and one.get("scope") != "Device"
    ]
    if not batteries:
        return False
    if any(one.get("online", "0") != "0" for one in supplies if one.get("type") != "Battery"):
        return False
    if "Discharging" in batteries:
        return True
    return False if any(status not in ("", "Unknown") for status in batteries) else None


def of_pmset(text: str) -> bool | None:
    """By what macOS's `pmset -g batt` prints: "Now drawing from 'Battery Power'" (its manual; unconfirmed)."""
    for line in text.splitlines():
        if "drawing from" in line:
            return "Battery Power" in line
    return None


def of_status(ac_line_status: int) -> bool | None:
    """By Windows' SYSTEM_POWER_STATUS.ACLineStatus: 0 offline, 1 online, 255 unknown (Microsoft's documentation)."""
    return {0: True, 1: False}.get(ac_line_status)


def is_on_battery() -> bool | None:
    """Ask the system now; None when it does not say."""
    try:
        if sys.platform == "win32":
            return of_status(_ac_line_status())
        if sys.platform == "darwin":
            found = subprocess.run(["/usr/bin/pmset", "-g", "batt"], capture_output=True, timeout=ASK_SECONDS)
            return of_pmset(found.stdout.decode("utf-8", "replace"))
        return of_supplies([_supply(os.path.join(SUPPLIES, name)) for name in os.listdir(SUPPLIES)])
    except (OSError, subprocess.TimeoutExpired):
        return None


def _supply(folder: str) -> dict[str, str]:
    found = {}
    for name in ("type", "online", "status", "scope"):
        try:
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                found[name] = file.read().strip()
        except OSError:  # not every supply has each of them
            continue
    return found


class _PowerStatus(ctypes.Structure):
    _fields_ = (
        ("ac_line_status", ctypes.c_ubyte),
        ("battery_flag", ctypes.c_ubyte),
        ("battery_life_percent", ctypes.c_ubyte),
        ("system_status_flag", ctypes.c_ubyte),
        ("battery_life_time", ctypes.c_uint32),
        ("battery_full_life_time", ctypes.c_uint32),
    )


def _ac_line_status() -> int:
    """GetSystemPowerStatus; 255 when it fails."""
    status = _PowerStatus()
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009
    return int(status.ac_line_status) if kernel.GetSystemPowerStatus(ctypes.byref(status)) else 255
