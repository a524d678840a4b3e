"""Houdini with this Python reads this in every session: it only begins to listen to saves."""

import sys

try:
    from af_houdini import _hooks

    _hooks.listen()
except Exception as error:  # Houdini must start whatever happens here
    sys.stderr.write(f"afsubmit: Afanasy does not listen to saves: {type(error).__name__}: {error}\n")
