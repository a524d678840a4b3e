"""Submits a scene from a terminal, as Houdini itself reads it.

hython submit.py shot.hip [/out/mantra1,/out/geo1] [key=value ...]
"""

import os
import sys

if __name__ == "__main__":
    sys.path.append(os.path.dirname(os.path.abspath(sys.argv[0])))  # also where the plugin is not installed
    from af_houdini import _hooks

    sys.exit(_hooks.submit_script(sys.argv[1:]))
