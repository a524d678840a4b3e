"""The file that says the next morning what was sent and what went wrong."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from afsubmit.submission.history import log_file


@pytest.fixture
def plugin(monkeypatch, tmp_path):
    """The logger of a plugin's package, with the log in a folder that is not there yet."""
    monkeypatch.setenv("AFSUBMIT_HOME", str(tmp_path / "state"))
    loggers = [logging.getLogger(name) for name in ("afsubmit", "a_plugin")]
    kept = [(logger, list(logger.handlers), logger.level) for logger in loggers]
    for logger in loggers:
        logger.handlers.clear()
        logger.setLevel(logging.NOTSET)
    yield loggers[1]
    for logger, handlers, level in kept:
        for handler in logger.handlers:
            if isinstance(handler, log_file.LogFile):
                handler.close()
        logger.handlers[:] = handlers
        logger.setLevel(level)


def said() -> str:
    return Path(log_file.path()).read_text("utf-8")


def test_nothing_is_written_before_there_is_something_to_say(plugin, tmp_path):
    log_file.begin("a_plugin")
    assert not (tmp_path / "state").exists()


def test_words_of_core_and_plugin_come_into_it_once_each_with_their_tracebacks(plugin):
    for _ in range(2):
        log_file.begin("a_plugin")
    logging.getLogger("afsubmit.submission.sending.submission").info("taken by the farm")
    try:
        raise ValueError("a bad day")
    except ValueError:
        logging.getLogger("a_plugin._ui").exception("the dialog failed")
    assert [said().count(words) for words in ("taken by the farm", "the dialog failed", "ValueError: a bad day")] == [
        1,
        1,
        1,
    ]


def test_core_that_a_plugin_carries_says_everything_once(plugin, monkeypatch):
    monkeypatch.setattr(log_file, "PACKAGE", "a_plugin.afsubmit")
    log_file.begin("a_plugin")
    logging.getLogger("a_plugin.afsubmit.submission.submit").info("taken by the farm")
    assert said().count("taken by the farm") == 1


def test_warnings_still_come_to_a_terminal_to_which_nobody_listens(plugin, capsys, monkeypatch):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    log_file.begin("a_plugin")
    plugin.warning("look here")
    plugin.info("not there")
    assert capsys.readouterr().err == "look here\n"


def test_file_that_cannot_be_written_stops_nothing_and_says_nothing(plugin, tmp_path, capsys):
    (tmp_path / "state").write_text("a file where the folder should be", "utf-8")
    log_file.begin("a_plugin")
    plugin.info("lost")
    assert capsys.readouterr().err == ""


def test_long_file_is_put_aside(plugin):
    path = Path(log_file.path())
    path.parent.mkdir()
    path.write_bytes(b"x" * (log_file.MOST_BYTES + 1))
    log_file.begin("a_plugin")
    plugin.info("anew")
    assert said().endswith("anew\n") and len(said()) < 200
    assert path.with_name(path.name + ".1").stat().st_size > log_file.MOST_BYTES


def test_file_moves_with_the_state_folder(plugin, monkeypatch, tmp_path):
    log_file.begin("a_plugin")
    monkeypatch.setenv("AFSUBMIT_HOME", str(tmp_path / "elsewhere"))
    log_file.begin("a_plugin")
    plugin.info("here")
    assert (tmp_path / "elsewhere" / "afsubmit.log").read_text("utf-8").endswith("here\n")
    assert not (tmp_path / "state").exists()


@pytest.mark.posix("modes and links")
def test_log_when_made_then_for_its_owner_only_and_a_link_is_not_followed(plugin, tmp_path):
    path = Path(log_file.path())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o777)
    target = tmp_path / "target"
    target.write_text("mine")
    path.symlink_to(target)
    log_file.begin("a_plugin")
    logging.getLogger("a_plugin").info("taken by the farm")
    assert target.read_text() == "mine"
    assert path.parent.stat().st_mode & 0o022 == 0
    path.unlink()
    logging.getLogger("a_plugin").info("taken by the farm")
    assert path.stat().st_mode & 0o777 == 0o600
    assert "taken by the farm" in said()
