"""What was sent is kept, by several processes at once and through kills, and never stands in a submission's way."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from afsubmit.errors import ServerRefusedError, UnknownOutcomeError
from afsubmit.submission.history import cleaning
from afsubmit.submission.history.entries import SENDING, SENT, UNKNOWN, History, HistoryError, NewEntry
from afsubmit.submission.history.journal import Journal, SubmissionOrigin
from afsubmit.submission.sending import delivery
from afsubmit.submission.sending.submission import Submission
from tests.rules.sources import PROJECT

DOCUMENT = {"name": "été 絵", "user_name": "jimmy", "blocks": [{"name": "b", "command": "x \udcff @#@"}]}
ORIGIN = SubmissionOrigin("farm:51000", "command")
WRITER = """
import sys
from afsubmit.submission.history.entries import History, NewEntry
history = History(sys.argv[1])
for number in range(int(sys.argv[3])):
    entry = NewEntry({"name": f"{sys.argv[2]} {number}"}, "farm:1", "small", "/a.small", "command", "p", "")
    print(history.begin([entry])[0], flush=True)
"""


def new_entry(name="one", **changes):
    entry = NewEntry({**DOCUMENT, "name": name}, "farm:51000", "small", "/p/a.small", "dialog", "0bad", "/p/a.af-x")
    return entry._replace(**changes)


@pytest.fixture
def history(tmp_path):
    return History(str(tmp_path / "state" / "history.db"))


def writer(path: Path, word: str, count: int) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "core")}
    words = [sys.executable, "-c", WRITER, str(path), word, str(count)]
    return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)


def test_reading_what_was_never_written_makes_nothing(history):
    assert history.entries() == []
    with pytest.raises(HistoryError, match="no entry 7"):
        history.document(7)
    assert not Path(history.path).parent.exists()


def test_document_comes_back_exactly(history):
    (number,) = history.begin([new_entry(document=DOCUMENT)])
    assert history.document(number) == DOCUMENT
    assert list(history.document(number)) == list(DOCUMENT)
    (entry,) = history.entries()
    assert (entry.number, entry.name, entry.state, entry.server) == (number, "été 絵", SENDING, "farm:51000")


def test_newest_first_and_only_what_was_asked_for(history):
    history.begin([new_entry("one"), new_entry("two", scene="/p/b.small"), new_entry("three", origin="save")])
    assert [entry.name for entry in history.entries()] == ["three", "two", "one"]
    assert [entry.name for entry in history.entries(limit=1)] == ["three"]
    assert [entry.name for entry in history.entries(scene="/p/b.small")] == ["two"]
    assert [entry.name for entry in history.entries(origin="save")] == ["three"]


def test_only_the_first_who_sees_a_job_done_announces_it(history):
    (number,) = history.begin([new_entry()])
    assert [history.announce(number), history.announce(number)] == [True, False]


def test_forgotten_is_gone_with_its_document_and_its_number_is_not_used_again(history):
    (number,) = history.begin([new_entry()])
    history.forget([number])
    assert history.entries() == []
    assert history.begin([new_entry()]) == [number + 1]


def test_two_processes_write_at_once_and_nothing_is_lost(history):
    writers = [writer(Path(history.path), word, 40) for word in ("a", "b")]
    numbers = [process.communicate(timeout=120)[0].split() for process in writers]
    assert [process.returncode for process in writers] == [0, 0]
    assert len(set(numbers[0]) | set(numbers[1])) == 80
    assert {entry.name for entry in history.entries()} == {f"{w} {n}" for w in "ab" for n in range(40)}


def test_killed_while_writing_keeps_every_entry_that_was_kept_before(history):
    for _ in range(3):
        process = writer(Path(history.path), "k", 100_000)
        seen = [process.stdout.readline() for _ in range(5)]
        time.sleep(0.02)
        process.kill()
        seen += process.communicate(timeout=60)[0].splitlines(keepends=True)
        whole = {int(line) for line in seen if line.endswith("\n")}
        assert whole <= {entry.number for entry in history.entries()}
    for entry in history.entries():
        assert history.document(entry.number)["name"] == entry.name
    assert history.begin([new_entry()])


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lambda path: path.write_bytes(b"no database at all" * 100), "not a database", id="garbage"),
        pytest.param(lambda path: path.mkdir(), "s a directory|Permission denied", id="a folder in its place"),
    ],
)
def test_file_that_cannot_be_used_is_named(history, spoil, words):
    path = Path(history.path)
    path.parent.mkdir()
    spoil(path)
    for act in (history.entries, lambda: history.begin([new_entry()])):
        with pytest.raises(HistoryError, match=words) as caught:
            act()
        assert history.path in str(caught.value)


@pytest.mark.parametrize("is_read_first", [True, False], ids=["read first", "written first"])
def test_history_of_the_first_version_keeps_its_entries(history, is_read_first):
    (number,) = history.begin([new_entry("old", document=DOCUMENT)])
    with contextlib.closing(sqlite3.connect(history.path)) as database:
        database.execute("ALTER TABLE entry RENAME COLUMN submission TO press")
        database.execute("ALTER TABLE entry DROP COLUMN request")
        database.execute("PRAGMA user_version = 1")
    if not is_read_first:
        history.note_sent(number, id=2, serial=7)
    (entry,) = history.entries(submission="0bad")
    assert (entry.number, entry.submission, history.document(number)) == (number, "0bad", DOCUMENT)
    assert history.begin([new_entry()]) == [number + 1]


def test_history_of_the_second_version_keeps_its_entries_without_what_they_were_sent_with(history):
    (number,) = history.begin([new_entry("old", document=DOCUMENT)])
    with contextlib.closing(sqlite3.connect(history.path)) as database:
        database.execute("ALTER TABLE entry DROP COLUMN request")
        database.execute("PRAGMA user_version = 2")
    assert (history.entry(number).request, history.document(number)) == ("", DOCUMENT)
    (after,) = history.begin([new_entry()._replace(request='{"settings": {}}')])
    assert history.entry(after).request == '{"settings": {}}'


def test_history_of_a_newer_version_is_left_alone(history):
    import sqlite3

    history.begin([new_entry()])
    database = sqlite3.connect(history.path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(HistoryError, match="newer version"):
        history.entries()
    with pytest.raises(HistoryError, match="newer version"):
        history.begin([new_entry()])


def test_submission_is_kept_with_what_the_farm_said(make_plan, host, server, history):
    made = make_plan()
    submission = Submission(made, host, server, record=Journal(history, made, ORIGIN))
    (receipt,) = submission.run()
    (entry,) = history.entries()
    assert (entry.state, entry.id, entry.serial, entry.number) == (SENT, 2, 102, receipt.number)
    assert (entry.scene, entry.snapshot, entry.origin) == (str(host.path), made.jobs[0].snapshot, "command")
    assert history.document(entry.number) == made.jobs[0].document
    assert list(submission.notes) == []


def test_refused_submission_leaves_no_entry(make_plan, host, server, history):
    server.replies = [ServerRefusedError("farm:51000", "Invalid job.")]
    with pytest.raises(ServerRefusedError):
        Submission(made := make_plan(), host, server, record=Journal(history, made, ORIGIN)).run()
    assert history.entries() == []


def test_unknown_outcome_is_kept_as_unknown(make_plan, host, server, history, monkeypatch):
    monkeypatch.setattr(delivery, "LOOK_UP_PAUSE_SECONDS", 0.0)
    server.replies = [UnknownOutcomeError("farm:51000", "it hung up")]
    with pytest.raises(UnknownOutcomeError):
        Submission(made := make_plan(), host, server, record=Journal(history, made, ORIGIN)).run()
    (entry,) = history.entries()
    assert (entry.state, entry.id) == (UNKNOWN, 0)


def test_history_that_cannot_be_written_stops_no_submission_and_is_said(make_plan, host, server, tmp_path):
    (tmp_path / "file").write_text("in the way", "utf-8")
    history = History(str(tmp_path / "file" / "history.db"))
    submission = Submission(made := make_plan(), host, server, record=Journal(history, made, ORIGIN))
    (receipt,) = submission.run()
    assert (receipt.id, receipt.number) == (2, 0)
    assert history.path in submission.notes[0] and len(submission.notes) == 1


def test_one_damaged_entry_is_named_and_the_others_are_cleaned_all_the_same(history, tmp_path):
    copies = [tmp_path / name for name in ("one.af-x", "two.af-x", "three.af-x")]
    for copy in copies:
        copy.write_text("ours")
    history.begin([new_entry(snapshot=str(copy)) for copy in copies])
    for number in (1, 2, 3):
        history.note_state(number, UNKNOWN)
    with sqlite3.connect(history.path) as database:
        database.execute("UPDATE entry SET files = '{' WHERE number = 1")
        database.execute("UPDATE document SET body = x'00' WHERE number = 2")
    look = cleaning.find_leftovers(history, lambda server, user: [], now=time.time() + 7200)
    assert [path for finding in look.findings for path in finding.files] == [str(copies[2])]
    assert len(look.silent) == 2 and all("damaged" in text for text in look.silent)


def test_number_that_no_table_holds_stops_no_submission(history):
    (number,) = history.begin([new_entry()])
    with pytest.raises(HistoryError):
        history.note_sent(number, id=10**30, serial=1)


@pytest.mark.posix("owners, modes and links")
def test_history_when_made_then_for_its_owner_only_and_what_others_could_have_written_is_refused(tmp_path):
    path = tmp_path / "home" / "history.db"
    history = History(str(path))
    assert history.entries() == []
    path.parent.mkdir(mode=0o755)
    path.touch(mode=0o644)
    assert list(history.entries()) == []
    assert path.stat().st_mode & 0o777 == 0o600
    for name in ("history.db", "history.db-journal"):
        other = tmp_path / "home" / name
        other.touch()
        other.chmod(0o666)
        with pytest.raises(HistoryError, match=f"{name}: everybody can write it.*chmod go-w"):
            history.entries()
        other.chmod(0o600)
        list(history.entries())
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").touch()
    with pytest.raises(HistoryError, match="link"):
        history.entries()
