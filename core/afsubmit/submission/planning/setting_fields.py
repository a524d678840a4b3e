"""What settings put into a job and its blocks. Only what was asked for: an unset one leaves the field out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...document import Block, Job
from ...document.farm_services import default_parser
from ...document.flags import BITS
from ..settings.schema import SCHEMA
from ..settings.schema.moments import seconds

WRITTEN_BY_ASSEMBLY = frozenset(
    "job_name priority frames frames_per_task frame_by_frame executable command_post wait_until test_frames".split()
)
"""Settings whose fields depend on more than their value: `assembly` writes them itself."""

BESIDE = frozenset("environment working_folder retries avoid_host_errors same_host_errors forgive_seconds".split())
"""Settings of blocks that also hold for a movie of the frames."""

BEFORE = BESIDE | frozenset(
    "need_properties need_memory_mb need_disk_gb need_gpu_memory_mb need_cpu_cores need_cpu_mhz need_cpu_total_mhz "
    "need_power capacity tickets service".split()
)
"""Settings of blocks that also hold for what is done before all else of a job: it opens the same scene. How many tasks
run at once and how long one may take is said of frames."""

LOOKS_AT_FILES = BITS["skipexistingfiles"] | BITS["checkrenderedfiles"]
"""The switches for which the farm looks at the files of a task."""

_EXPRESSION = re.compile(r"[\\^$*+?()\[\]{}]")
BETWEEN_PREFIXES = re.compile("[|;,: ]+")


def write_job_settings(job: Job, settings: Mapping[str, Any], *, now: int) -> None:
    """Write the settings of the job as a whole; `now` is the present moment in seconds since the epoch."""
    for _key, field, value in _given(settings, "job"):
        job.data[field] = value
    if settings["wait_until"].strip():
        job.data["time_wait"] = seconds(settings["wait_until"], now=now, key="wait_until")
    read_hosts_masks(job.data)


class BlockSettings:
    """The settings that reach blocks, looked up once for all blocks of a plan."""

    def __init__(self, settings: Mapping[str, Any], parser_of: Callable[[str], str] | None = None) -> None:
        """Look them up; `parser_of` as in `Target`."""
        self._parser_of = parser_of
        self._is_parser_given = bool(settings["parser"].strip())
        self._render = [(field, value) for _key, field, value in _given(settings, "block")]
        self._beside = [(field, value) for key, field, value in _given(settings, "block") if key in BESIDE]
        self._before = [(field, value) for key, field, value in _given(settings, "block") if key in BEFORE]

    def render(self, block: Block) -> None:
        """Write them into a block that renders; maps are added to what the host's plan put there.

        Empty files count as missing unless asked otherwise: afserver 3.4.1 takes a file of 0 bytes for a frame.
        """
        before = block.data.get("service")
        _write(block, self._render)
        if self._parser_of and not self._is_parser_given:
            self._take_parser(block, is_other=block.data.get("service") != before)
        if block.data.get("flags", 0) & LOOKS_AT_FILES:
            block.data.setdefault("file_size_min", 1)

    def _take_parser(self, block: Block, *, is_other: bool) -> None:
        """The site's own, where the service is another or its parser merely the one that CGRU installs with it."""
        service = str(block.data.get("service", ""))
        parser = self._parser_of(service) if self._parser_of else ""
        if parser and (is_other or block.data.get("parser", "") == default_parser(service)):
            block.data["parser"] = parser

    def beside(self, block: Block) -> None:
        """Write those into a block of our own that hold whatever runs: the environment, and what counts as failure."""
        _write(block, self._beside)

    def before(self, block: Block) -> None:
        """Write those into a block that runs before all others which say where the scene can be opened."""
        _write(block, self._before)


def _write(block: Block, fields: list[tuple[str, Any]]) -> None:
    for field, value in fields:
        if field.startswith("flags."):
            block.data["flags"] = block.data.get("flags", 0) | BITS[field[len("flags.") :]]
        elif isinstance(value, dict):
            block.data[field] = {**block.data.get(field, {}), **value}
        else:
            block.data[field] = value


def _given(settings: Mapping[str, Any], owner: str) -> Iterator[tuple[str, str, Any]]:
    """Key, field and value of every setting that feeds `owner` and asks for something."""
    for setting in SCHEMA:
        value = settings[setting.key]
        if isinstance(value, str):
            value = value.strip()
        if setting.key in WRITTEN_BY_ASSEMBLY or value == setting.default or value is None:
            continue
        for feed in setting.feeds:
            of, _, field = feed.partition(".")
            if of == owner:
                yield setting.key, field, value


def read_hosts_masks(data: dict[str, Any]) -> None:
    """Say that the masks are regular expressions when one of them looks like one and nobody said otherwise.

    afserver 3.4.1 takes both as lists of prefixes unless told, and reads both in the same way: the other one, when it
    is such a list, becomes the expression that means the same.
    """
    names = [name for name in ("hosts_mask", "hosts_mask_exclude") if data.get(name)]
    if "hosts_mask_type" in data or not any(_EXPRESSION.search(data[name]) for name in names):
        return
    data["hosts_mask_type"] = "regex"
    for name in names:
        if not _EXPRESSION.search(data[name]):
            data[name] = _prefixes(data[name])


def _prefixes(mask: str) -> str:
    words = [word.replace(".", "[.]") for word in BETWEEN_PREFIXES.split(mask) if word]
    return f"({'|'.join(words)}).*"
