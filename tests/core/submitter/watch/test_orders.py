"""Every action of the panel does on the farm of this machine what it says; a real server is asked in tests/server."""

from __future__ import annotations

from typing import Any

import pytest

from afsubmit.errors import JobError, ServerRefusedError, SettingsError
from afsubmit.submitter.watch import job_actions, job_params, orders
from afsubmit.submitter.watch.job_actions import BLOCKS, JOBS
from afsubmit.wire import Client
from tests.core.local.conftest import FarmProcess, shared  # noqa: F401
from tests.core.submitter.watch import order_cases
from tests.core.submitter.watch.order_cases import (  # noqa: F401
    CASES,
    FORMS,
    PARAMS,
    Stage,
    stage,
    test_action_when_ordered_then_done_and_told,
    test_field_when_changed_then_the_farm_has_it_and_gives_it_back,
    test_moves_of_several_jobs_keep_their_order,
)

WAITS = 'depend_mask depend_mask_global "tasks_depend_mask"'


@pytest.fixture
def ordering(shared: FarmProcess) -> tuple[Client, str]:  # noqa: F811
    return shared.client, "jimmy"


def test_nothing_of_the_tables_is_left_untried() -> None:
    assert sorted((case.kind, case.name) for case in CASES) == sorted(order_cases.names())
    assert sorted(PARAMS) == sorted((kind, form.name) for kind, forms in FORMS.items() for form in forms)


def test_job_of_another_serial_is_left_alone(stage: Stage) -> None:  # noqa: F811
    number = stage.send()
    old = stage.job(number)
    old = old._replace(serial=old.serial + 1)
    for action in job_actions.OF_JOBS:
        with pytest.raises(ServerRefusedError, match="another one now"):
            orders.of_jobs(action, [old])(stage.client)
    assert stage.client.jobs(ids=[number])


@pytest.mark.parametrize(
    ("kind", "name", "key"),
    [
        (JOBS, "machines", "hosts_mask"),
        (JOBS, "wait_jobs", "wait_for_jobs"),
        (JOBS, "wait_jobs", "wait_for_anyones_jobs"),
        (BLOCKS, "machines", "block_hosts"),
        (BLOCKS, "wait", "block_wait"),
        (BLOCKS, "wait", "block_wait_frames"),
    ],
)
@pytest.mark.parametrize("mask", ["(a+)+b", "(" * 20_000 + ")" * 20_000, "x" * 90_000], ids=["endless", "deep", "long"])
def test_mask_that_could_stop_the_server_never_leaves(kind: str, name: str, key: str, mask: str) -> None:
    form = next(one for one in FORMS[kind] if one.name == name)
    before: dict[str, Any] = {one.key: job_params.value_of(one, {}) for one in form.settings}
    with pytest.raises(SettingsError, match="busy for ever, or kill it") as told:
        job_params.checked(form, kind, {**before, key: mask}, before)
    label = next(one.label for one in form.settings if one.key == key)
    assert str(told.value).startswith(label)


def test_order_that_the_client_refuses_is_refused_as_a_whole(stage: Stage) -> None:  # noqa: F811
    job = stage.job(stage.send())
    with pytest.raises(JobError):
        orders.of_params([job], None, {"depend_mask": "(a+)+b"}, "")(stage.client)


def test_reason_is_given_where_an_action_fits_none(stage: Stage) -> None:  # noqa: F811
    job = stage.job(stage.send())
    said = {one.name: job_actions.why_not(one, [job], JOBS) for one in job_actions.OF_JOBS}
    assert said["pause"] == "It is paused or done." and said["restart_errors"] == "No task has failed."
    assert said["start"] == said["delete"] == ""
    assert job_actions.why_not(job_actions.OF_JOBS[0], [], JOBS) == "Select a job first."
