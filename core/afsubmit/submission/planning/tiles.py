"""How many tiles a picture is cut into, as the setting `tiles` says it. Pure."""

from __future__ import annotations

import re

from ...errors import SettingsError

_TILES = re.compile(r"(\d{1,3})[xX](\d{1,3})")


def counts(text: str) -> tuple[int, int]:
    """How many tiles across and down "4x2" asks for.

    Raises:
        SettingsError: it asks for none.
    """
    found = _TILES.fullmatch(text.strip())
    across, down = (int(found[1]), int(found[2])) if found else (0, 0)
    if min(across, down) < 1:
        raise SettingsError(f"tiles is {text!r}; write how many across and down, such as 4x2.")
    return across, down
