"""Words of a terminal inside an application: what they mean, what is said where, and the exit codes of all commands."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.errors import DONE, INTERRUPTED, NOT_DONE, WRONG_WORDS, SceneError, SettingsError
from afsubmit.submission.history.entries import History
from afsubmit.submitter import headless, preferences
from afsubmit.submitter.preferences import Preferences
from tests.fakes.farm_server import FarmServer
from tests.fakes.paper_host import PaperHost, PaperPlan


@pytest.fixture
def farm():
    with FarmServer() as server:
        preferences.store(Preferences(server.address, "/opt/python3"))
        yield server


class Script:
    """A script of an application: `run` gives its exit code, `out` and `err` what it said."""

    def __init__(self, path) -> None:
        self.path, self.host, self.opened = path, PaperHost(path), []
        self.error: BaseException | None = None

    def run(self, *words: str) -> int:
        self.console = headless.Console(io.StringIO(), io.StringIO())
        usage, origin = "paper -t submit.py page.paper", "paper -t"
        return headless.submit(words, self._open, PaperPlan(), usage=usage, origin=origin, console=self.console)

    def _open(self, path: str, python: str) -> PaperHost:
        if self.error:
            raise self.error
        self.opened.append((path, python))
        return self.host

    @property
    def out(self) -> str:
        return self.console.out.getvalue()

    @property
    def err(self) -> str:
        return self.console.err.getvalue()


@pytest.fixture
def script(tmp_path, farm) -> Script:
    (tmp_path / "out").mkdir()
    return Script(tmp_path / "page.paper")


def test_scene_is_opened_and_sent_with_the_farm_and_python_of_the_preferences(script, farm) -> None:
    assert script.run("page.paper", "page", "priority=7") == DONE
    assert script.opened == [("page.paper", "/opt/python3")]
    (job,) = farm.jobs.values()
    assert job["priority"] == 7
    assert "took the job page" in script.out and len(script.out.splitlines()) == 1
    (entry,) = History().entries()
    assert entry.origin == "paper -t"


def test_settings_of_the_scene_count_below_the_words(script, farm) -> None:
    script.host.store_settings({"priority": 3, "annotation": "kept"})
    assert script.run("page.paper", "priority=7") == DONE
    (job,) = farm.jobs.values()
    assert (job["priority"], job["annotation"]) == (7, "kept")


def test_warnings_that_nobody_saw_are_told_with_the_job(script, tmp_path) -> None:
    (tmp_path / "out" / "page.0001.txt").write_text("there already")
    assert script.run("page.paper") == DONE
    assert "already" in script.err and "took the job" in script.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param([], "Name one scene", id="nothing"),
        pytest.param(["a", "W", "x"], "Name one scene", id="too much"),
        pytest.param(["a", "prio=7"], "no setting prio", id="a setting that does not exist"),
        pytest.param(["a", "priority=high"], "priority", id="a value that cannot be used"),
    ],
)
def test_wrong_words_do_nothing_and_show_the_right_ones(script, farm, words, sentence: str) -> None:
    assert script.run(*words) == WRONG_WORDS
    assert sentence in script.err and "usage: paper -t submit.py" in script.err
    assert script.opened == [] and not farm.requests


def test_scene_that_cannot_be_opened_is_a_sentence(script) -> None:
    script.error = SceneError("page.paper cannot be opened.")
    assert script.run("page.paper") == NOT_DONE
    assert script.err == "page.paper cannot be opened.\n"


def test_output_that_is_not_there_sends_nothing(script, farm) -> None:
    assert script.run("page.paper", "Nobody") == NOT_DONE
    assert not farm.jobs and script.out == ""
    assert 'There is no output "Nobody"' in script.err and "there are: page" in script.err
    assert script.run("page.paper", "pa*") == DONE


def test_farm_that_is_away_is_told_and_nothing_stays(script, tmp_path) -> None:
    preferences.store(Preferences("127.0.0.1:1", ""))
    before = sorted(tmp_path.rglob("*.paper"))
    assert script.run("page.paper") == NOT_DONE
    assert "127.0.0.1:1" in script.err and sorted(tmp_path.rglob("*.paper")) == before


def test_interrupt_is_the_exit_code_of_interrupts(script) -> None:
    script.error = KeyboardInterrupt()
    assert script.run("page.paper") == INTERRUPTED


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.lists(st.text(max_size=12), max_size=4))
def test_any_words_are_understood_or_refused(words) -> None:
    try:
        found = headless.understood(words)
    except SettingsError:
        return
    assert found.path in words and set(found.values) <= {word.partition("=")[0] for word in words}
