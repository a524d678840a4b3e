"""What of a job or block can be changed while it is on the farm, by the settings' own rows: labels, help, limits. Pure.

Facts of afserver 3.4.1: a limit of -1 is none; pools that are sent take the place of those before, tickets are added to
them and taken away one by one with -1; both masks of machines are read in the same way.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from ...errors import SettingsError
from ...submission.planning.setting_fields import read_hosts_masks
from ...submission.settings.schema import BY_KEY, kinds
from ...submission.settings.schema.moments import seconds
from ...submission.settings.schema.setting import Setting
from ...wire.farm_actions import why_unsendable
from .job_actions import BLOCKS, LIMITS

HOSTS = ("hosts_mask", "hosts_mask_exclude")
REMOVED = -1
"""A ticket with that number is not needed any more."""

_OF_BLOCKS = {
    setting.key: setting
    for setting in (
        Setting(
            "block_wait", kinds.TEXT, "", "Waits for blocks",
            "Names of blocks of the same job that must be done before; a regular expression.",
            feeds=("block.depend_mask",),
        ),
        Setting(
            "block_wait_frames", kinds.TEXT, "", "Waits frame by frame for blocks",
            "Each task waits for the same frames of the blocks with these names; a regular expression.",
            feeds=("block.tasks_depend_mask",),
        ),
        Setting(
            "block_hosts", kinds.TEXT, "", "Machines",
            "Machines that may render this block, written as those of its job are.", feeds=("block.hosts_mask",),
        ),
        Setting(
            "block_hosts_exclude", kinds.TEXT, "", "Not on machines",
            "Machines that may not render this block, written as those of its job are.",
            feeds=("block.hosts_mask_exclude",),
        ),
    )
}  # fmt: skip
"""What only stands in a job's plan, and can be changed in the job."""


class ParamForm(NamedTuple):
    """Fields that are changed together; `keys` are those of settings. `key` is a letter, pressed in the table."""

    name: str
    label: str
    tip: str
    keys: Sequence[str]
    menu: str = ""
    key: str = ""

    @property
    def settings(self) -> Sequence[Setting]:
        """The rows of the schema."""
        return [_OF_BLOCKS.get(key) or BY_KEY[key] for key in self.keys]


_MORE = "\N{HORIZONTAL ELLIPSIS}"
WAITS = "Wait"

OF_JOBS: Sequence[ParamForm] = (
    ParamForm("priority", f"Priority{_MORE}", "Jobs with a higher number go first", ("priority",)),
    ParamForm("machines", f"Machines{_MORE}", "Which machines may render it, and which not", HOSTS, key="M"),
    ParamForm("pools", f"Pools{_MORE}", "Which pools of machines are preferred or left out", ("pools",)),
    ParamForm(
        "limits", f"Tasks at once{_MORE}", "How many of its tasks run at the same time",
        ("max_tasks", "max_tasks_per_host", "max_tasks_per_second"), LIMITS,
    ),
    ParamForm(
        "needs", f"What a machine must have{_MORE}", "System, memory and disk that a machine must have",
        ("need_os",), LIMITS,
    ),
    ParamForm("life", f"Delete after{_MORE}", "When the farm deletes it by itself", ("life_seconds",), LIMITS),
    ParamForm(
        "wait_jobs", f"Wait for jobs{_MORE}", "Which other jobs must be done before",
        ("wait_for_jobs", "wait_for_anyones_jobs"), WAITS,
    ),
    ParamForm("wait_until", f"Wait until{_MORE}", "When it may start", ("wait_until",), WAITS),
    ParamForm("note", f"Note{_MORE}", "A few words that everybody sees beside the job", ("annotation",), key="N"),
)  # fmt: skip

OF_BLOCKS: Sequence[ParamForm] = (
    ParamForm(
        "limits", f"Tasks at once{_MORE}", "How many of its tasks run at once, and how much of a machine each takes",
        ("output_max_tasks", "output_max_tasks_per_host", "capacity"),
    ),
    ParamForm("machines", f"Machines{_MORE}", "Which machines may render it", ("block_hosts", "block_hosts_exclude")),
    ParamForm("tickets", f"Tickets{_MORE}", "Licences and other tickets of the farm that a task takes", ("tickets",)),
    ParamForm(
        "errors", f"Errors and time{_MORE}", "How often tasks are tried again, and how long they may take",
        ("retries", "avoid_host_errors", "same_host_errors", "forgive_seconds", "max_run_seconds"),
    ),
    ParamForm(
        "needs", f"What a machine must have{_MORE}", "Memory, disk and processor that a machine must have",
        ("need_memory_mb", "need_disk_gb", "need_gpu_memory_mb", "need_cpu_cores", "need_properties"),
    ),
    ParamForm(
        "wait", f"Wait for blocks{_MORE}", "Which blocks of the job must be done before",
        ("block_wait", "block_wait_frames"),
    ),
)  # fmt: skip


def field_of(setting: Setting) -> str:
    """The field of a job or block that a setting feeds."""
    return setting.feeds[0].partition(".")[2]


def value_of(setting: Setting, answer: Mapping[str, Any]) -> Any:
    """What the farm says of a job or block, as the setting keeps it."""
    found = answer.get(field_of(setting))
    if setting.kind == kinds.MOMENT:
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(found)) if found else ""
    if setting.kind == kinds.WHOLE and (found is None or found < (setting.minimum or 0)):
        return setting.default
    return setting.empty if found is None else found


def differing(setting: Setting, answers: Sequence[Mapping[str, Any]]) -> list[str]:
    """What several say, as text and each once, when they say different things; else nothing."""
    found = list(dict.fromkeys(setting.to_text(value_of(setting, one)) or "none" for one in answers))
    return found if len(found) > 1 else []


def params_of(
    form: ParamForm, values: Mapping[str, Any], before: Mapping[str, Any], touched: Collection[str], *, now: int
) -> dict[str, Any]:
    """The fields to be set: of `values` those that differ from `before`, and the `touched` ones; by the settings' keys.

    Raises:
        SettingsError: a moment is none.
    """
    params: dict[str, Any] = {}
    for setting in form.settings:
        value, old = values[setting.key], before[setting.key]
        if value == old and setting.key not in touched:
            continue
        if setting.key == "tickets":
            gone = dict.fromkeys(sorted(set(old) - set(value)), REMOVED)
            params["tickets"] = {**gone, **value}
        else:
            params[field_of(setting)] = _sent(setting, value, now)
    if any(name in params for name in HOSTS) and tuple(form.keys) == HOSTS:
        masks = {name: values[name].strip() for name in HOSTS}
        read_hosts_masks(masks)
        params = {"hosts_mask_type": "find", **masks}
    return params


def _sent(setting: Setting, value: Any, now: int) -> Any:
    if setting.kind == kinds.MOMENT:
        return seconds(value, now=now, key=setting.key) if value.strip() else 0
    if value is None:
        return _NONE.get(setting.key, -1)
    return value.strip() if isinstance(value, str) else value


_NONE = {"capacity": 1000, "max_run_seconds": 0}
"""What the farm takes for "not asked for", where it is not -1."""


def why_refused(form: ParamForm, params: Mapping[str, Any], kind: str) -> str:
    """Why these fields of a job or block must not be sent, "" when they may: a mask could stop the server."""
    rest = {key: value for key, value in params.items() if key != "tickets"}
    labels = {field_of(setting): setting.label for setting in form.settings}
    found = why_unsendable(rest, is_block=kind == BLOCKS) if rest else []
    return " ".join(f"{labels.get(field, field)}: {message}" for field, message in found)


def said(form: ParamForm, params: Mapping[str, Any], what: str) -> str:
    """What was set, in a sentence; `what` names the jobs or blocks."""
    shown = []
    for setting in form.settings:
        name = field_of(setting)
        if name in params:
            value = params[name] if setting.kind != kinds.MOMENT else time.strftime("%c", time.localtime(params[name]))
            empty = value in (-1, "", {}) or (setting.kind == kinds.MOMENT and not params[name])
            shown.append(f"{setting.label}: {'none' if empty else setting.to_text(value)}")
    return f"{what[:1].upper()}{what[1:]} \N{EN DASH} {', '.join(shown)}."


def checked(
    form: ParamForm, kind: str, values: Mapping[str, Any], before: Mapping[str, Any], touched: Collection[str] = ()
) -> dict[str, Any]:
    """The fields to be set, which may be sent.

    Raises:
        SettingsError: one must not, with the reason and what to do.
    """
    params = params_of(form, values, before, touched, now=int(time.time()))
    wrong = why_refused(form, params, kind)
    if wrong:
        raise SettingsError(wrong)
    return params
