"""Submit on save without a timer: all of it on the main thread, each save sent, also one that comes at the end."""

from __future__ import annotations

import queue
import threading

import pytest

from afsubmit.submitter import on_save, preferences, save_driver
from afsubmit.submitter.preferences import Preferences
from afsubmit.submitter.save_driver import SaveDriver
from tests.fakes.farm_server import FarmServer
from tests.fakes.paper_host import PaperHost, PaperPlan

PATIENCE_SECONDS = 120


class BusyHost(PaperHost):
    """Its main thread is the test's; what is to run on it waits for `turn`."""

    def __init__(self, path) -> None:
        super().__init__(path)
        self.waiting: queue.Queue = queue.Queue()
        self.is_closed = False

    def run_on_main(self, function) -> None:
        if self.is_closed:
            raise RuntimeError("the application closes")
        self.waiting.put(function)

    def turn(self) -> None:
        self.waiting.get(timeout=PATIENCE_SECONDS)()


@pytest.fixture
def farm():
    with FarmServer() as server:
        yield server


@pytest.fixture
def host(tmp_path, monkeypatch, farm) -> BusyHost:
    monkeypatch.setattr(on_save, "QUIET_SECONDS", 0.0)
    monkeypatch.setattr(save_driver, "POLL_SECONDS", 0.0)
    preferences.store(Preferences(farm.address, ""))
    (tmp_path / "scene").mkdir()
    made = BusyHost(tmp_path / "scene" / "shot.paper")
    made.store_settings({"submit_on_save": True})
    return made


class Shown:
    """What was shown, and that it was on the main thread."""

    def __init__(self, host: BusyHost) -> None:
        self.texts: list[str] = []
        self.driver = SaveDriver(host, PaperPlan(), show=self._show)

    def _show(self, outcome) -> None:
        assert threading.current_thread() is threading.main_thread()
        self.texts.append(outcome.text)


@pytest.fixture
def shown(host):
    made = Shown(host)
    yield made
    host.is_closed = True


def threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "afsubmit-on-save"]


def settle() -> None:
    for thread in threads():
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()


def run_until(host: BusyHost, shown: Shown, count: int) -> None:
    while len(shown.texts) < count:
        host.turn()


def test_save_is_sent_by_the_main_thread_to_the_farm_of_the_preferences(host, farm, shown) -> None:
    host.save()
    assert farm.requests == [], "the save itself waits for nothing"
    run_until(host, shown, 1)
    assert "took the job shot" in shown.texts[0] and len(farm.jobs) == 1


def test_thread_ends_with_the_work_and_the_next_save_begins_another(host, farm, shown) -> None:
    for count in (1, 2):
        host.save()
        run_until(host, shown, count)
        while threads():
            try:
                host.waiting.get(timeout=0.01)()
            except queue.Empty:
                continue
    assert len(shown.texts) == 2


def test_save_while_the_thread_is_about_to_end_is_not_forgotten(host, farm, shown, monkeypatch) -> None:
    """The last poll said that nothing is left; a save comes before the thread has heard it."""
    monkeypatch.setattr(save_driver, "POLL_SECONDS", 0.0)
    original = shown.driver.watch.poll
    saves: list[int] = []

    def poll() -> bool:
        is_over = original()
        if is_over and not saves:
            saves.append(1)
            host.save()
        return is_over

    monkeypatch.setattr(shown.driver.watch, "poll", poll)
    host.save()
    run_until(host, shown, 2)
    assert saves and len(shown.texts) == 2


def test_application_that_closes_is_logged_and_its_thread_ends(host, shown, caplog) -> None:
    host.is_closed = True
    host.save()
    settle()
    assert "the application closes" in caplog.text and shown.texts == []


def test_preferences_that_cannot_be_used_are_told(host, shown) -> None:
    with open(preferences.path(), "w", encoding="utf-8") as file:
        file.write("{")
    host.save()
    run_until(host, shown, 1)
    assert "preferences.json" in shown.texts[0]
