"""The helper modules that scripts import beside `af`."""

from __future__ import annotations

import importlib
import json
import time
from typing import Any

import pytest

from .conftest import RecordingFarm
from .test_surface import COMPAT


@pytest.fixture
def afcommon(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(COMPAT))
    return importlib.import_module("afcommon")


@pytest.fixture
def afnetwork(af: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(COMPAT))
    return importlib.import_module("afnetwork")


def test_flags(afcommon: Any, capsys: Any) -> None:
    assert afcommon.setBlockFlag(0, "numeric") == 1
    assert afcommon.checkBlockFlag(65, "skipexistingfiles") == 64
    assert afcommon.checkBlockFlag(1, "skipexistingfiles") == 0
    assert afcommon.setJobFlag(0, "ppapproval") == 1 << 32
    assert afcommon.checkJobFlag(1 << 33, "maintenance") == 1 << 33
    assert capsys.readouterr().err == ""


def test_flags_that_are_not_there_or_not_to_be_set(afcommon: Any, capsys: Any) -> None:
    assert afcommon.setBlockFlag(5, "nonsense") == 5
    assert afcommon.checkBlockFlag(5, "nonsense") is False
    assert afcommon.setBlockFlag(5, "appendedtasks") == 5
    assert afcommon.setJobFlag(5, "appendedblocks") == 5
    assert capsys.readouterr().err.count("Error") == 4


def test_file_name(afcommon: Any) -> None:
    assert afcommon.filterFileName("sh070: comp/beauty v12 (final)!") == "sh070__comp_beauty_v12__final__"
    assert afcommon.filterFileName("Ёлка-1_a.b=c") == "Ёлка-1_a.b=c"


def test_patterns(afcommon: Any) -> None:
    assert afcommon.fillNumbers("@#@-@####@", 1, 10) == "1-0010"
    assert afcommon.patternFromPaths("/a.0001.exr", "/a.0002.exr") == "/a.@####@.exr"
    assert afcommon.splitPathsDifference("/a.0001.exr", "/a.0002.exr") == ("/a.", 4, ".exr")
    assert afcommon.splitPathsDifference("/a.exr", "/b.exr") == ("/a.exr", 0, "")


def test_next_moment_of_the_clock(afcommon: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.mktime((2023, 11, 14, 22, 13, 20, 0, 0, -1))
    monkeypatch.setattr(time, "time", lambda: now)
    assert afcommon.timeWaitFromHM(23, 30) == now + 77 * 60 - 20 + 20
    assert afcommon.timeWaitFromHM(22, 13) == now + 24 * 3600
    assert afcommon.timeWaitFromHM(99, 99) == time.mktime((2023, 11, 14, 23, 59, 20, 0, 0, -1))
    assert afcommon.timeWaitFromHM(-1, -1) == time.mktime((2023, 11, 15, 0, 0, 20, 0, 0, -1))


def test_next_moment_in_summer(afcommon: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(time, "tzset"):
        pytest.skip("not run: this system cannot change its time zone")
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    try:
        monkeypatch.setattr(time, "time", lambda: 1688205600.0)  # 2023-07-01 12:00 in summer time
        assert time.strftime("%H:%M", time.localtime(afcommon.timeWaitFromHM(18, 30))) == "18:30"
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


def test_send_server(afnetwork: Any, recording_farm: RecordingFarm) -> None:
    assert afnetwork.genHeader(5) == b"AFANASY 5 JSON"
    ok, answer = afnetwork.sendServer(json.dumps({"get": {"type": "jobs", "ids": [12]}}))
    assert ok is True
    assert answer["jobs"][0]["id"] == 12


@pytest.mark.parametrize(
    "text", ["", "{", '{"job": {}}', '{"action": {}}', None, "[" * 100_000], ids=lambda text: str(text)[:15]
)
def test_send_server_sends_nothing_wrong(afnetwork: Any, recording_farm: RecordingFarm, capsys: Any, text: Any) -> None:
    assert afnetwork.sendServer(text) == (False, None)
    assert recording_farm.requests == []
    assert "Error" in capsys.readouterr().err


def test_send_server_that_hangs_up(afnetwork: Any, recording_farm: RecordingFarm, capsys: Any) -> None:
    recording_farm.answer = lambda root: None
    text = json.dumps({"get": {"type": "jobs"}})
    assert afnetwork.sendServer(text) == (False, None)
    assert afnetwork.sendServer(text, False, True) == (True, None)
