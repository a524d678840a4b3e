"""What only Maya has, as rows of the settings schema, and which shared rows it uses."""

from __future__ import annotations

from afsubmit.submission.settings.schema.setting import Setting

USES = ("threads", "same_environment", "command_template")
"""Rows that other applications have, too."""

SETTINGS: tuple[Setting, ...] = ()
