"""Listed tasks at the gate: looked at together, and what is wrong is said of each."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.document import validate
from afsubmit.document.job_rules import TASKS_AT_ONCE

FIRST = "job.blocks[0].tasks[0]"
TEXT = st.text(max_size=5) | st.sampled_from(['a"b', "a\\b", "a\0", "a\x7f", "a\ud800", "é", "a\nb", "a\tb"])
VALUE = TEXT | st.none() | st.integers() | st.lists(TEXT | st.integers(), max_size=2)
TASKS = (
    st.dictionaries(
        st.sampled_from(["name", "command", "files", "environment", "naem"]),
        VALUE | st.dictionaries(TEXT, TEXT | st.integers(), max_size=2),
    )
    | VALUE
)


def job_of(tasks: list[Any]) -> dict[str, Any]:
    block = {"name": "l", "service": "generic", "tasks": tasks, "command": "x"}
    return {"name": "j", "user_name": "jimmy", "host_name": "pc01", "blocks": [block]}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(TASKS, min_size=1, max_size=8), st.booleans())
def test_tasks_looked_at_together_when_any_is_wrong_then_the_same_is_said_as_of_each(
    tasks: list[Any], is_many: bool
) -> None:
    many = [{"name": "fine", "command": "x"}] * (TASKS_AT_ONCE - 3 if is_many else 0)
    alone = [
        problem._replace(where=f"job.blocks[0].tasks[{len(many) + number}]{problem.where[len(FIRST) :]}")
        for number, task in enumerate(tasks)
        for problem in validate.problems(job_of([task]))
    ]
    assert validate.problems(job_of([*many, *tasks])) == alone
