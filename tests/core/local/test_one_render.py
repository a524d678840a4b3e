"""What an afserver 3.4.1 with one render answered while that worked, asked of our farm: the same keys and values."""

from __future__ import annotations

from typing import Any

import pytest

from . import recorded
from .conftest import exchanges, until
from .test_recorded import WITH_RENDER, comparable, decoded, is_setting

SLOTS = 2
OF_THE_MACHINE = ("os", "address", "netifs", "engine", "host_resources", "capacity_host", "host", "hst", "srv_info")
"""Keys whose values every machine and version has for itself."""


def without_machine(value: Any, host: str) -> Any:
    """An answer without what differs from machine to machine."""
    if isinstance(value, list):
        return [without_machine(one, host) for one in value]
    if isinstance(value, dict):
        left = {key: one for key, one in value.items() if key not in recorded.OF_ONE_SIDE}
        if left.get("type") == "TOutput" and str(left.get("data", "")).startswith("ERROR: Can't get file"):
            left["data"] = "no file"
        return {key: "its own" if key in OF_THE_MACHINE else without_machine(one, host) for key, one in left.items()}
    return "the render" if value in (host, "pc01") else value


def merged(events: dict[str, Any] | None, more: dict[str, Any] | None) -> dict[str, Any]:
    """Events of two questions, one after the other, as one would have got them: of a task the last counts."""
    found = dict(events or {})
    for key, value in (more or {}).items():
        if isinstance(value, list) and value and isinstance(value[0], int):
            found[key] = sorted({*found.get(key, ()), *value})
        elif key == "block_ids" and "properties" in found.get(key, {}).get("mode", ()):
            continue
        else:
            found[key] = value
    return found


@pytest.mark.posix("the recorded commands are those of sh")
@pytest.mark.parametrize("file", WITH_RENDER)
def test_answers_when_one_render_works_then_as_recorded(file: str, farm) -> None:
    farm.start(slots=SLOTS)
    host = farm.ask({"get": {"type": "renders"}})["renders"][0]["name"]
    farm.ask({"action": {"user_name": "jimmy", "host_name": "pc01", "type": "renders", "ids": [1],
                         "params": {"user_name": "jimmy"}}})  # fmt: skip
    compared = 0
    for place, (request_bytes, response_bytes) in enumerate(exchanges(file)):
        request, expected = decoded(request_bytes), decoded(response_bytes)
        assert request is not None
        if (file, place) in recorded.DIFFERENT or is_setting(request):
            assert farm.ask(request)
            continue
        wanted = without_machine(comparable(expected), host)
        last: list[Any] = []
        heard: list[Any] = [None]

        def is_equal(request=request, wanted=wanted, last=last, heard=heard) -> bool:
            answer = farm.ask(request)
            if request.get("get", {}).get("mode") == "events" and "events" in answer:
                heard[0] = merged(heard[0], answer["events"])
                answer = {"events": heard[0] or None}
            last[:] = [without_machine(comparable(answer), host)]
            return bool(last == [wanted])

        if "get" not in request:
            assert is_equal(), (place, request, last, wanted)
            continue
        try:
            until(is_equal, "the recorded answer")
        except TimeoutError:
            assert last == [wanted], (place, request)
        compared += 1
    assert compared > 5
