"""Waiting for several jobs at a time, and asking only when there is news."""

from __future__ import annotations

from typing import Any

import pytest

from afsubmit.errors import ServerRefusedError, ServerUnreachableError
from afsubmit.submitter.farm_connection import FarmConnection
from afsubmit.submitter.farm_news import WHOLE_SECONDS, FarmNews
from afsubmit.submitter.sent_job import SentJob
from afsubmit.submitter.waiting import WaitListener, wait
from afsubmit.wire import answers


class Farm:
    """A farm whose jobs have at each look the next of their states; None is gone, an error is raised."""

    def __init__(self, **states: list[Any]) -> None:
        self.states = {int(name[1:]): list(several) for name, several in states.items()}
        self.asked: list[list[int]] = []

    def jobs(self, *, ids: list[int]) -> list[answers.JobAnswer]:
        self.asked.append(list(ids))
        found = []
        for one in ids:
            state = self.states[one].pop(0) if len(self.states[one]) > 1 else self.states[one][0]
            if isinstance(state, Exception):
                raise state
            if state is not None:
                found.append(
                    answers.job({"id": one, "serial": one * 10, "name": f"j{one}", "state": state, "blocks": []})
                )
        return found


class Listener(WaitListener):
    def __init__(self) -> None:
        self.seen: list[str] = []
        self.said: list[str] = []
        self.rests = 0

    def progress(self, job: answers.JobAnswer) -> None:
        self.seen.append(job.name)

    def say(self, text: str) -> None:
        self.said.append(text)

    def rest(self, seconds: float) -> None:
        self.rests += 1
        assert self.rests < 50


def sent(farm: Farm, *ids: int, name: str = "farm") -> list[SentJob]:
    connection = FarmConnection(farm, True, name)  # type: ignore[arg-type]
    return [SentJob(id=one, serial=one * 10, name=f"j{one}", server=name, farm=connection) for one in ids]


def test_jobs_when_waited_for_then_all_are_seen_at_each_look_with_one_question() -> None:
    farm, listener = Farm(j2=[" RUN", " RUN", " DON"], j3=[" RUN", " DON"]), Listener()
    jobs = sent(farm, 2, 3)
    assert wait(jobs, listener=listener, tells_hooks=False)
    assert farm.asked == [[2, 3], [2, 3], [2]]
    assert listener.seen == ["j2", "j3", "j2", "j3", "j2"]
    assert [job.state for job in jobs] == ["done", "done"]


def test_jobs_of_two_farms_when_waited_for_then_both_are_asked() -> None:
    one, other = Farm(j2=[" RUN", " DON"]), Farm(j2=[" ERR"])
    jobs = [*sent(one, 2, name="a"), *sent(other, 2, name="b")]
    assert not wait(jobs, listener=Listener(), tells_hooks=False)
    assert [job.state for job in jobs] == ["done", "failed"]
    assert (len(one.asked), len(other.asked)) == (2, 1)


def test_a_job_when_gone_or_another_then_deleted() -> None:
    farm = Farm(j2=[" RUN", None])
    jobs = sent(farm, 2)
    assert not wait(jobs, listener=Listener(), tells_hooks=False)
    assert jobs[0].state == "deleted"


def test_a_farm_when_silent_then_said_once_and_waited_for() -> None:
    away = ServerUnreachableError("farm", [("farm", "no route")])
    farm, listener = Farm(j2=[" RUN", away, away, " DON"]), Listener()
    assert wait(sent(farm, 2), listener=listener, tells_hooks=False)
    assert len(listener.said) == 1
    assert "Still waiting" in listener.said[0]


def test_a_time_out_when_it_is_over_then_what_is_under_way_stays() -> None:
    jobs = sent(Farm(j2=[" RUN"]), 2)
    assert not wait(jobs, listener=Listener(), timeout_seconds=0, tells_hooks=False)
    assert jobs[0].state == "sent"


class Told:
    """A farm with monitors, which tells these events one after the other; it counts what was asked."""

    user_name, host_name = "jimmy", "pc01"

    def __init__(self, *events: Any, has_monitors: bool = True) -> None:
        self.events, self.has_monitors, self.requests = list(events), has_monitors, list[Any]()

    def request(self, root: Any, *, is_silent: bool = False) -> Any:
        self.requests.append(root)
        if not self.has_monitors:
            raise ServerRefusedError("farm", "Invalid action.")
        if "monitor" in root:
            return {"monitor": {"id": 5, "uid": 1}}
        return {"events": self.events.pop(0) if self.events else None}

    def action(self, kind: str, **words: Any) -> None:
        self.requests.append(words)


def a_job(state: str) -> answers.JobAnswer:
    return answers.job({"id": 2, "serial": 20, "state": state, "blocks": []})


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("state", [" RUN", " RDY", " RDY RUN"])
def test_news_when_a_job_runs_or_is_to_run_then_asked_for_without_a_monitor(state) -> None:
    farm = Told()
    news = FarmNews(farm, seconds=Clock())  # type: ignore[arg-type]
    news.note([a_job(state)])
    assert news.are_there([2])
    assert farm.requests == []


def test_news_when_jobs_rest_then_only_what_the_events_name() -> None:
    farm = Told({"jobs_change": [9]}, {}, {"jobs_change": [2]}, {"jobs_del": [2]}, {"monitor": 0})
    clock = Clock()
    news = FarmNews(farm, seconds=clock)  # type: ignore[arg-type]
    news.note([a_job(" RDY OFF")])
    assert news.are_there([2]), "what changed before the monitor is not told"
    assert [news.are_there([2]) for _ in range(4)] == [False, False, True, True]
    clock.now += WHOLE_SECONDS + 1
    assert news.are_there([2])
    news.close()
    assert farm.requests[-1] == {"ids": [5], "operation": "deregister"}


def test_news_when_the_farm_has_no_monitors_then_always() -> None:
    farm = Told(has_monitors=False)
    news = FarmNews(farm, seconds=Clock())  # type: ignore[arg-type]
    news.note([a_job(" WTM")])
    assert [news.are_there([2]) for _ in range(3)] == [True] * 3
    assert len(farm.requests) == 1
