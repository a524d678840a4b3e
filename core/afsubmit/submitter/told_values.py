"""What a form says below a value that can be used: what it comes to. No Qt."""

from __future__ import annotations

import time
from typing import Any

from ..errors import SettingsError
from ..submission.settings.schema import kinds, moments
from ..submission.settings.values import Setting


def told(setting: Setting, value: Any) -> str:
    """The date of a moment that was typed in words, "" where the value speaks for itself.

    Of a moment that is over, or that the clock leaves out, it says so: the plan has the same as an error.
    """
    if setting.kind != kinds.MOMENT or not value.strip():
        return ""
    try:
        return moments.told(value, now=int(time.time()), key=setting.label)
    except SettingsError as error:
        return str(error)
