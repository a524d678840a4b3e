"""A studio's script, for a type checker: `nox -s build` checks it against the installed wheel with mypy's strict rules.

What is wrong on purpose is marked with the error that it must give: an ignore that is not needed is an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Optional

from typing_extensions import assert_type

import afsubmit

plan = afsubmit.plan("shot.nk", outputs=["Write1"], priority=120)
assert_type(plan, afsubmit.SubmissionPlan)
assert_type(plan.jobs, Sequence[Mapping[str, Any]])
assert_type(plan.problems, Sequence[afsubmit.Problem])
assert_type(plan.snapshots, Sequence[Optional[str]])

result = afsubmit.submit(Path("a.nk"), "b.blend", preset="night", server="local", frames="1-10")
assert_type(result, afsubmit.SubmissionResult)
assert_type(result.wait(timeout_seconds=60), bool)
assert_type(result.jobs, Sequence[afsubmit.SentJob])
assert_type([(job.id, job.serial, job.name, job.state) for job in result.jobs], list[tuple[int, int, str, str]])

try:
    afsubmit.submit(command="render @#@", writes=["out.@####@.exr"], frames="1-10")
except afsubmit.SubmissionError as error:
    assert_type(error.problems, Sequence[afsubmit.Problem])
    assert_type(error.jobs, Sequence[afsubmit.SentJob])

afsubmit.plann("shot.nk")  # type: ignore[attr-defined]
afsubmit.submit(1)  # type: ignore[arg-type]
afsubmit.submit("shot.nk", outputs=3)  # type: ignore[arg-type]
