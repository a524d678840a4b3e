"""The edge between an application and what its menu calls: what goes wrong behind it never reaches the application."""

from __future__ import annotations

import logging
from collections.abc import Callable

from ..errors import AfError

log = logging.getLogger(__name__)


def guarded(action: Callable[[], object], show_message: Callable[[str], None]) -> None:
    """Do `action`; what goes wrong is shown as a sentence, and logged with its traceback when it is none of ours."""
    try:
        action()
    except Exception as error:
        if not isinstance(error, AfError):
            log.exception("Afanasy: %s failed", getattr(action, "__name__", action))
        show_message(str(error) or type(error).__name__)
