"""Sketch reads this when it starts: the door."""

import sys

try:
    from af_sketch import _hooks, _ui

    _ui.register()
    _hooks.listen()
except Exception as error:  # Sketch must start whatever happens here
    sys.stderr.write(f"afsubmit: the Afanasy menu was not made: {type(error).__name__}: {error}\n")
