"""The recorded exchanges of afserver 3.4.1, asked of our farm: the same keys and values. See `recorded.py`."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest

from afsubmit.errors import FrameError
from afsubmit.local.server import NO_ANSWER
from afsubmit.wire import frame, states

from . import recorded
from .conftest import GOLDEN, exchanges, until

RUNNING = ("11", "12", "14", "35")
"""Files whose tasks have to run: replayed against a farm in a process of its own."""
BROKEN_FRAMES = "33"
WITH_RENDER = ("40", "41", "42", "46", "47")
"""Files recorded with one render: replayed by test_one_render.py."""
FILES = sorted(path.name[:2] for path in GOLDEN.glob("*.json"))
STILL = [file for file in FILES if file not in (*RUNNING, *WITH_RENDER, *recorded.LEFT_OUT, BROKEN_FRAMES)]


def decoded(data: bytes) -> dict[str, Any] | None:
    """The object in a frame; None when it holds none."""
    if not data:
        return None
    with contextlib.suppress(FrameError):
        return frame.Decoder(maximum=frame.MAX_ANSWER_BYTES).feed(data)
    return None


def comparable(value: Any) -> Any:
    """An answer without the moments of its recording and the server's own bit."""
    if isinstance(value, list):
        return [comparable(one) for one in value]
    if not isinstance(value, dict):
        return value
    known = {
        key: "a moment" if key in recorded.MOMENTS else comparable(one)
        for key, one in value.items()
        if key not in recorded.DURATIONS
    }
    if isinstance(value.get("st"), int):
        known["st"] = states.masked(value["st"])
    for key in ("list", "data"):
        if value.get("type") in recorded.LOGS:
            known.pop(key, None)
    return known


def is_setting(request: dict[str, Any]) -> bool:
    action = request.get("action")
    return isinstance(action, dict) and action.get("type") in recorded.SETTINGS


@pytest.mark.parametrize("file", STILL)
def test_answers_when_nothing_runs_then_as_recorded(file: str, quiet_farm) -> None:
    compared = 0
    for place, (request_bytes, response_bytes) in enumerate(exchanges(file)):
        request, response = decoded(request_bytes), decoded(response_bytes)
        assert request is not None
        if "get" in request:
            quiet_farm.tidy()
        given = quiet_farm.answer(request)
        answer = None if given is NO_ANSWER else json.loads(json.dumps(dict(given)))
        if (file, place) in recorded.DIFFERENT or is_setting(request):
            assert answer, place
            continue
        assert comparable(answer) == comparable(response), (place, request)
        compared += 1
    assert compared > 1


@pytest.mark.parametrize("file", STILL)
def test_keys_when_answered_then_in_the_servers_order(file: str, quiet_farm) -> None:
    for place, (request_bytes, response_bytes) in enumerate(exchanges(file)):
        request, response = decoded(request_bytes), decoded(response_bytes)
        if "get" in request:
            quiet_farm.tidy()
        answer = quiet_farm.answer(request)
        if response and "jobs" in response and (file, place) not in recorded.DIFFERENT:
            ours = {job["id"]: job for job in answer["jobs"]}
            for job in response["jobs"]:
                assert list(ours[job["id"]]) == list(job)
                assert [list(block) for block in ours[job["id"]]["blocks"]] == [list(block) for block in job["blocks"]]


@pytest.mark.posix("the recorded commands are those of sh")
@pytest.mark.parametrize("file", RUNNING)
def test_answers_when_tasks_run_then_the_last_are_as_recorded(file: str, farm) -> None:
    farm.start(slots=20)
    waiting: dict[bytes, Any] = {}
    compared = 0
    for place, (request_bytes, response_bytes) in enumerate([*exchanges(file), (b"", b"")]):
        request, response = decoded(request_bytes), decoded(response_bytes)
        if request is not None and "get" in request:
            if request["get"]["type"] == "jobs":
                waiting[request_bytes] = place, response
            continue
        for asked, (number, expected) in waiting.items():
            if (file, number) not in recorded.DIFFERENT:
                compared += 1
                until_answered(farm, decoded(asked), expected)
        waiting.clear()
        if request is not None:
            answer = farm.ask(request)
            assert comparable(answer) == comparable(response) or is_setting(request)
    assert compared > 1


def until_answered(farm, request, expected) -> None:
    """Wait for the recorded answer: what is asked for has still to happen."""
    last: list[Any] = []

    def is_equal() -> bool:
        last[:] = [comparable(farm.ask(request))]
        return bool(last == [comparable(expected)])

    try:
        until(is_equal, "the recorded answer")
    except TimeoutError:
        assert last == [comparable(expected)], request


def test_frames_when_broken_then_an_error_or_silence_and_the_farm_lives_on(farm) -> None:
    from .conftest import exchange

    farm.start(is_open=True)
    answered = 0
    for request, response in exchanges(BROKEN_FRAMES):
        try:
            ours = decoded(exchange(farm.address, request, seconds=0.3))
        except (TimeoutError, OSError):
            continue
        answered += 1
        if response.startswith(b"AFANASY") and b'"error"' in response:
            assert ours is not None
            assert ours["info"]["kind"] == "error"
    assert answered > 10
    assert farm.ask({"get": {"type": "users"}})["users"]


def test_list_of_differences_when_read_then_names_only_what_was_recorded() -> None:
    assert set(recorded.LEFT_OUT) < set(FILES)
    for file, place in recorded.DIFFERENT:
        assert place < len(exchanges(file))
        assert file not in recorded.LEFT_OUT
