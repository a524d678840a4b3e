"""Many thousands of mutated requests: `nox -s fuzz`, which says how many in AFSUBMIT_TEST_MUTANTS.

Without that variable the test of the gate is not collected; `tests/core/document/test_mutants.py` makes a few thousand.
"""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("AFSUBMIT_TEST_MUTANTS") else ["test_gate.py"]
