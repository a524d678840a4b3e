"""The documented Python interface of Afanasy: `af.Job`, `af.Block`, `af.Task`, `af.Cmd`.

Old scripts run unchanged. New code catches errors: `job.submit()` gives a receipt or raises, `af.farm()` asks the farm
with typed answers.
"""

from __future__ import annotations

from afsubmit.api import *  # noqa: F403
from afsubmit.api import __all__ as __all__
