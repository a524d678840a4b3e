"""What every host must keep, as clauses and failures that know no host; the tests and `afsubmit selftest` run them."""

from __future__ import annotations
