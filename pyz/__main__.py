"""The door of afsubmit.pyz. Any Python can read this file, so that one that is too old says so in a sentence."""

import os
import sys

if sys.version_info < (3, 9):
    sys.stderr.write("afsubmit needs Python 3.9 or newer; this one is %d.%d.\n" % tuple(sys.version_info[:2]))
    sys.exit(2)

from unpack import run

if __name__ == "__main__":
    sys.exit(run(os.path.dirname(os.path.abspath(__file__))))
