"""Submits a script from a terminal, as Nuke itself reads it.

nuke -t submit.py comp.nk [Write1,Group1.Write2] [key=value …]
"""

import os
import sys

if __name__ == "__main__":
    sys.path.append(os.path.dirname(os.path.abspath(sys.argv[0])))  # also where the plugin is not installed
    from af_nuke import _hooks

    sys.exit(_hooks.submit_script(sys.argv[1:]))
