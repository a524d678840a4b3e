"""Battery and memory, read from what each system says."""

from __future__ import annotations

import sys

import pytest

from afsubmit.local import memory, power

MAINS_ON, MAINS_OFF = {"type": "Mains", "online": "1"}, {"type": "Mains", "online": "0"}
FULL, EMPTYING = {"type": "Battery", "status": "Full"}, {"type": "Battery", "status": "Discharging"}
PEN = {"type": "Battery", "status": "Discharging", "scope": "Device"}
USB_C = {"type": "USB", "online": "1"}


@pytest.mark.parametrize(
    ("supplies", "expected"),
    [
        pytest.param([], False, id="a workstation"),
        pytest.param([MAINS_ON], False, id="a workstation that tells of its mains"),
        pytest.param([PEN], False, id="a pen's battery is not the machine's"),
        pytest.param([MAINS_ON, FULL], False, id="plugged in"),
        pytest.param([MAINS_OFF, EMPTYING], True, id="unplugged"),
        pytest.param([EMPTYING], True, id="a laptop that tells of no mains"),
        pytest.param([MAINS_OFF, USB_C, {"type": "Battery", "status": "Charging"}], False, id="charged over USB"),
        pytest.param([MAINS_ON, EMPTYING], False, id="a charger that is too weak"),
        pytest.param([{"type": "Battery", "status": "Not charging"}], False, id="held at 80 percent"),
        pytest.param([FULL, EMPTYING, MAINS_OFF], True, id="two batteries"),
        pytest.param([{"type": "Battery", "status": "Unknown"}], None, id="a battery that does not know"),
        pytest.param([{"type": "Battery"}], None, id="a battery that says nothing"),
    ],
)
def test_supplies_of_linux_when_read_then_on_battery_or_not(supplies, expected) -> None:
    assert power.of_supplies(supplies) is expected


PMSET = """Now drawing from 'Battery Power'
 -InternalBattery-0 (id=4653155)	91%; discharging; 6:36 remaining present: true
"""


def test_macos_when_read_then_on_battery_or_not() -> None:
    assert power.of_pmset(PMSET) is True
    assert power.of_pmset(PMSET.replace("Battery Power", "AC Power", 1)) is False
    assert power.of_pmset("") is None


def test_windows_when_read_then_on_battery_or_not() -> None:
    assert [power.of_status(number) for number in (0, 1, 255)] == [True, False, None]


MEMINFO = """MemTotal:       24685024 kB
MemFree:        10000000 kB
MemAvailable:    1234251 kB
Buffers:          156984 kB
"""
VM_STAT = """Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               10000.
Pages active:                            400000.
Pages inactive:                           50000.
Pages speculative:                         5000.
Pages wired down:                        100000.
"""


def test_memory_of_linux_when_read_then_what_can_be_had() -> None:
    assert memory.of_meminfo(MEMINFO) == 1234251 * 100 // 24685024 == 4
    assert memory.of_meminfo(MEMINFO.replace("MemAvailable", "MemElse")) is None
    assert memory.of_meminfo("") is None


def test_memory_of_macos_when_read_then_free_and_inactive_pages() -> None:
    assert memory.of_vm_stat(VM_STAT, 16 * 2**30) == 65000 * 16384 * 100 // (16 * 2**30)
    assert memory.of_vm_stat(VM_STAT, 0) is None
    assert memory.of_vm_stat("what else", 16 * 2**30) is None


def test_memory_of_windows_when_read_then_what_is_not_in_use() -> None:
    assert [memory.of_load(number) for number in (0, 97, 100, -1)] == [100, 3, 0, None]


def test_this_machine_when_asked_then_an_answer_or_unknown() -> None:
    assert power.is_on_battery() in (True, False, None)
    free = memory.free_percent()
    assert free is None or 0 <= free <= 100
    assert free is not None or not sys.platform.startswith("linux")
