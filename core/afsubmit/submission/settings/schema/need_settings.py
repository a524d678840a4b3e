"""What a machine must have to render it."""

from __future__ import annotations

from .kinds import TEXT, WHOLE
from .setting import Setting


def _number(key: str, label: str, text: str, feeds: str, unit: str = "") -> Setting:
    return Setting(
        key,
        WHOLE,
        None,
        label,
        f"{text} Empty: any.",
        group="needs",
        unit=unit,
        minimum=0,
        maximum=2**31 - 1,
        is_advanced=True,
        feeds=(feeds,),
    )


def _text(key: str, label: str, text: str, feeds: str) -> Setting:
    return Setting(key, TEXT, "", label, f"{text} Empty: any.", group="needs", is_advanced=True, feeds=(feeds,))


NEEDS = (
    _text("need_os", "System", "What the machine's system must have in its name, such as linux.", "job.need_os"),
    _text("need_properties", "Properties", "What the machine's properties must hold.", "block.need_properties"),
    _number("need_memory_mb", "Memory", "The memory a machine must have.", "block.need_memory", "MB"),
    _number("need_disk_gb", "Free disk", "The disk space that must be free on a machine.", "block.need_hdd", "GB"),
    _number(
        "need_gpu_memory_mb", "Graphics memory", "The graphics memory it must have.", "block.need_gpu_mem_mb", "MB"
    ),
    _number("need_cpu_cores", "Processor cores", "How many cores it must have.", "block.need_cpu_cores", "cores"),
    _number("need_cpu_mhz", "Processor clock", "The clock its processor must have.", "block.need_cpu_freq_mgz", "MHz"),
    _number(
        "need_cpu_total_mhz",
        "Clock times cores",
        "What its processor's clock times its cores must reach.",
        "block.need_cpu_freq_cores",
        "MHz",
    ),
    _number("need_power", "Power", "The power the farm must have given it.", "block.need_power"),
)
