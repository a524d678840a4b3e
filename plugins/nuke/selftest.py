"""Runs the self-test of this plugin inside `nuke -t`; `afsubmit selftest nuke` starts it."""

import os
import sys

if __name__ == "__main__":
    sys.path.append(os.path.dirname(os.path.abspath(sys.argv[0])))
    from af_nuke import _selftest

    _selftest.main()
