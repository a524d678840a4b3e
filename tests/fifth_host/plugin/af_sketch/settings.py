"""What only Sketch has, as rows of the settings schema, and which shared rows it uses."""

from __future__ import annotations

from afsubmit.submission.settings.schema.kinds import CHOICE
from afsubmit.submission.settings.schema.setting import Setting

USES = ("command_template",)
SETTINGS = (Setting("ink", CHOICE, "black", "Ink", "What the pages are drawn with.", choices=("black", "blue")),)
