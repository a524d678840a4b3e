"""What ended is told once, by whichever window sees it first, and what the desktop's own program is given."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from afsubmit.submitter import preferences
from afsubmit.submitter.preferences import Preferences
from afsubmit.submitter.watch import system_notice, words
from afsubmit.submitter.watch.ended_jobs import EndedJobs, Notice, notice, notices, still_ended, told
from afsubmit.submitter.watch.rows import JobRow, job_row
from afsubmit.wire import answers


def row(serial: int, state: str = words.RUNNING, name: str = "shot", **more: Any) -> JobRow:
    made = job_row(answers.job({"id": serial, "serial": serial, "name": name, "time_creation": 5, "blocks": []}))
    return made._replace(state=state, **more)


def test_job_is_told_of_once_by_the_first_that_sees_it() -> None:
    here, there = EndedJobs("farm:1"), EndedJobs("farm:1")
    assert here.fresh([row(1), row(2)]) == there.fresh([row(1), row(2)]) == []
    ended = [row(1, words.DONE), row(2, words.FAILED)]
    assert [one.serial for one in here.fresh(ended)] == [1, 2]
    assert here.fresh(ended) == there.fresh(ended) == EndedJobs("farm:1").fresh(ended) == []


def test_what_ended_while_nobody_watched_is_told_later_and_what_was_before_all_watching_is_not() -> None:
    assert EndedJobs("farm:2").fresh([row(1, words.DONE), row(2)]) == []
    assert [one.serial for one in EndedJobs("farm:2").fresh([row(1, words.DONE), row(2, words.FAILED)])] == [2]
    assert EndedJobs("farm:3").fresh([row(2, words.FAILED)]) == [], "another farm"


def test_job_that_is_tried_again_is_told_of_again_and_what_is_gone_is_forgotten() -> None:
    ended = EndedJobs("farm:4")
    ended.fresh([row(1)])
    for _ in range(2):
        assert [one.state for one in ended.fresh([row(1, words.FAILED)])] == [words.FAILED]
        assert ended.fresh([row(1, words.RUNNING)]) == []
    assert ended.fresh([row(1, words.DONE)])
    folder = Path(ended._folder)
    assert len(list(folder.iterdir())) == 1
    EndedJobs("farm:4").fresh([])
    assert list(folder.iterdir()) == []


def test_words_of_a_notice() -> None:
    done = row(1, words.DONE, tasks=24, started=1000, ended=1000 + 11_100)
    assert notice(done) == Notice("shot is done", "24 tasks, in 3 h 05 min.")
    failed = row(2, words.FAILED, "fog", tasks=24, errors=3)
    assert notice(failed, "/a.png") == Notice("fog has failed", "3 of 24 tasks have errors.", "/a.png")
    assert notice(failed._replace(errors=1)).text == "1 of 24 tasks has errors."
    assert notice(failed._replace(errors=1, tasks=1)).text == "1 of 1 task has errors."
    several = [done, done._replace(serial=3), failed]
    assert told(several).replace("\N{FIRST STRONG ISOLATE}", "").replace("\N{POP DIRECTIONAL ISOLATE}", "") == (
        "While you were away: fog has failed, 2 jobs are done."
    )


def test_many_that_end_together_are_told_in_one_notice_and_what_runs_again_is_no_longer_ended() -> None:
    rows = [row(number, words.FAILED if number < 3 else words.DONE) for number in range(1, 6)]
    assert [one.title for one in notices(rows[2:], {})] == ["shot is done"] * 3
    assert notices(rows, {}) == [Notice("5 jobs have ended", "2 of them failed.")]
    kept = {one.key: one for one in rows}
    assert list(still_ended(kept, [row(1), *rows[1:3]])) == [rows[1].key, rows[2].key]


@pytest.mark.posix("notify-send is of Linux desktops")
@pytest.mark.parametrize(
    "name", ["shot", "--urgency=critical", "<b>bold</b>", "a'b\"c $(touch x)"], ids=["plain", "flag", "markup", "shell"]
)
def test_system_is_given_name_and_picture_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    said = tmp_path / "said"
    program = tmp_path / "notify-send"
    program.write_text(f'#!/bin/sh\nfor one in "$@"; do printf "%s\\n" "$one"; done > {said}\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert system_notice.tell(Notice(f"{name} is done", "1 < 2", "/out/a 1.png"))
    assert said.read_text().splitlines() == [
        "--app-name=Afanasy", "--icon=/out/a 1.png", "--", f"{name} is done", "1 &lt; 2",
    ]  # fmt: skip


def test_where_there_is_no_program_nothing_is_invented(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for platform in ("darwin", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        assert system_notice.command(Notice("a", "b")) == ()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not system_notice.tell(Notice("a", "b"))


def test_notices_are_on_until_they_are_switched_off() -> None:
    assert preferences.has_notices()
    preferences.store(Preferences("", "", "off"))
    assert not preferences.has_notices()
