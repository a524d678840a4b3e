"""The page of the documentation that lists every setting, drawn from the schema."""

from __future__ import annotations

from . import GROUPS, SCHEMA, kinds
from .setting import Setting

START = """# Options

Every setting of a submission: in the dialogs, as a flag of `afsubmit submit`, and by its key in
[presets and studio settings](presets.md). What is left empty is not sent: the farm's own word counts. Settings marked
with a star are among the advanced ones of a dialog.

This page is drawn from the settings themselves; `AFSUBMIT_TEST_REWRITE=1 nox -s tests-3.11 -- tests/core/submission`
writes it anew."""

VALUES = {
    kinds.TEXT: "text",
    kinds.LINES: "text, several lines",
    kinds.FOLDER: "folder",
    kinds.FRAMES: "frames",
    kinds.MOMENT: "time",
    kinds.SWITCH: "on or off",
    kinds.LIST: "words",
}


def page() -> str:
    """The whole page."""
    parts = [START]
    for group, title in GROUPS.items():
        rows = [_row(setting) for setting in SCHEMA if setting.group == group]
        parts += [f"\n## {title}\n", "| Flag and key | Value | What it does |\n|---|---|---|\n", *rows]
    return "\n".join(parts).replace("|\n\n|", "|\n|")


def _row(setting: Setting) -> str:
    star = "\\*" if setting.is_advanced else ""
    hosts = f" Only in {', '.join(host.capitalize() for host in setting.hosts)}." if setting.hosts else ""
    what = f"**{setting.label}**{star}: {setting.help}{hosts}"
    return f"| `{setting.flag}` `{setting.key}` | {_value(setting)} | {what.replace('|', chr(92) + '|')} |"


def _value(setting: Setting) -> str:
    words = VALUES.get(setting.kind, "")
    if setting.kind == kinds.WHOLE:
        words = f"{setting.unit or 'number'}, {_limits(setting)}"
        words += ", or a time such as 2 h or 1:30:00" if setting.unit == kinds.SECONDS else ""
    elif setting.kind == kinds.MAP:
        words = f"`NAME={'number' if setting.items == kinds.WHOLE else setting.items}`, several with `;` between them"
    elif setting.choices:
        choices = ", ".join(f"`{choice}`" for choice in setting.choices if choice)
        words = choices if setting.kind == kinds.CHOICE else f"{words}, or {choices}"
    if setting.kind == kinds.SWITCH:
        return f"{words}; usually on" if setting.default else words
    usual = setting.to_text(setting.default)
    return f"{words}; usually `{usual}`" if usual else words


def _limits(setting: Setting) -> str:
    if setting.maximum is None or setting.maximum >= 2**31 - 1:
        low = setting.minimum
        return "any" if low is None or low <= -(2**31) else f"{low} or more"
    return f"{setting.minimum} to {setting.maximum}"
