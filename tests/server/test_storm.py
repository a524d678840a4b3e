"""Requests of every kind, made by chance: whatever passes the gate, the server answers on.

AFSUBMIT_TEST_MUTANTS says how many; a server that was built with the address sanitizer shows more than it dies of.
"""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from afsubmit.document import validate
from afsubmit.errors import FrameError, JobError, ServerRefusedError
from tests.fuzz.documents import Documents, harmless, shown

pytestmark = pytest.mark.server

MADE = int(os.environ.get("AFSUBMIT_TEST_MUTANTS", "2000"))
AT_ONCE = 128
"""The server carries out all actions that came in during a second at once: ask for many at the same time."""


def test_server_answers_on_whatever_passes_the_gate(client) -> None:
    documents, counted, actions = Documents(7), Counter[str](), []
    with ThreadPoolExecutor(AT_ONCE) as pool:

        def flush() -> None:
            counted.update(pool.map(lambda root: sent(client, root), actions))
            actions.clear()

        for number in range(MADE):
            root = harmless(documents.one())
            if any(problem.level == "error" for problem in validate.request_problems(root)):
                counted["refused here"] += 1
                continue
            if "action" in root:
                actions.append(root)
            else:
                counted[sent(client, root)] += 1
            if len(actions) == AT_ONCE or number == MADE - 1:
                flush()
                clean(client)
    print(f"\n{MADE} documents: {dict(counted)}")
    assert client.users()
    assert counted["taken"] > MADE / 50, "the gate refuses everything"


def sent(client: Any, root: Any) -> str:
    """What became of a request; that nobody answers fails the test."""
    try:
        client.request(root, is_silent=True)
    except JobError:
        raise AssertionError(f"it was fine a moment ago: {shown(root)}") from None
    except ServerRefusedError:
        return "refused there"
    except FrameError:  # a number that is no JSON, or an answer that holds raw text of somebody
        return "unreadable"
    return "taken"


def clean(client: Any) -> None:
    """Delete the jobs that came in, so that they do not pile up."""
    jobs = [job.id for job in client.jobs() if job.id > 1]
    if len(jobs) > AT_ONCE:
        client.action("jobs", ids=jobs, operation="delete")
