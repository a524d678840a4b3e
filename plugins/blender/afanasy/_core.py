"""The one place that knows where the core lies: inside an installed add-on, beside it in a checkout or wheel."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any


def core(room: str) -> Any:
    """The core's module `room` ("submission", "ui.press"), imported when first asked for.

    The copy carried inside wins: an extension may neither put modules at the top nor touch sys.path, and a site's own
    installation may have another version.
    """
    inside = f"{__package__}.afsubmit"
    base = inside if importlib.util.find_spec(inside) else "afsubmit"
    return importlib.import_module(f"{base}.{room}")
