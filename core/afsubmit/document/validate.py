"""The only gate in front of a server: says everything that is wrong with a document before it is sent. Pure.

Level "error" is what kills afserver 3.4.1, what breaks its lists for everybody, and what it ignores without a word;
"warning" is what it takes and what would not do what was meant.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import JobError
from ..typed import TYPE_CHECKING, Any
from .findings import Findings
from .job_rules import check_job
from .request_rules import check_request

if TYPE_CHECKING:
    from ..errors import Problem


def problems(job: Mapping[str, Any]) -> list[Problem]:
    """Everything that is wrong with a job, the object under "job"; `where` reads "job.blocks[2].frames_inc"."""
    findings = Findings()
    check_job(findings, "job", job)
    return findings.problems


def request_problems(root: Mapping[str, Any]) -> list[Problem]:
    """Everything that is wrong with a whole request: {"job": …}, {"get": …}, {"action": …}, {"monitor": …}."""
    findings = Findings()
    check_request(findings, root)
    return findings.problems


def ensure_sendable(root: Mapping[str, Any]) -> list[Problem]:
    """The warnings about a request that may be sent.

    Raises:
        JobError: it must not; holds every problem of level error.
    """
    found = request_problems(root)
    errors = [problem for problem in found if problem.level == "error"]
    if errors:
        raise JobError(errors)
    return found
