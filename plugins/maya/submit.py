"""Submits a scene from a terminal, as Maya itself reads it.

mayapy submit.py shot.mb [masterLayer,fog] [key=value …]
"""

import os
import sys

if __name__ == "__main__":
    sys.path.append(os.path.dirname(os.path.abspath(sys.argv[0])))  # also where the plugin is not installed
    from af_maya import _hooks

    sys.exit(_hooks.submit_script(sys.argv[1:]))
