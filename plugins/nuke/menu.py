"""Nuke reads this when it has a window."""

import sys

try:
    from af_nuke import _hooks, _ui

    _ui.register(_hooks)
except Exception as error:  # Nuke must start whatever happens here
    sys.stderr.write(f"afsubmit: the Afanasy menu was not made: {type(error).__name__}: {error}\n")
