"""Submits a scene from a terminal, as Maya itself reads it.

mayapy submit.py shot.mb [masterLayer,fog] [key=value …]
"""

import os
import sys

if __name__ == "__main__":
    plugin = os.path.dirname(os.path.dirname(os.path.abspath(sys.argv[0])))
    sys.path.append(plugin)  # also where it is not installed
    from af_maya import _hooks

    sys.exit(_hooks.submit_script(sys.argv[1:]))
