"""What one sees of jobs that are watched, in wide, narrow and low terminals."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afsubmit.cli.text_table import width
from afsubmit.cli.wait_bars import KEYS, NEXT_KEY
from afsubmit.cli.watch_picture import Paper, picture
from afsubmit.submitter.watch import rows, words
from afsubmit.wire import answers
from tests.rules.sources import PROJECT

PLAIN = Paper(72, 24, True, False)


def row(name: str = "sh010_comp", serial: int = 7, state: str = " RUN", **fields) -> rows.JobRow:
    blocks = fields.pop("blocks", [block()])
    running = sum(one.get("running_tasks_counter", 0) for one in blocks)
    full = {
        "id": serial,
        "serial": serial,
        "name": name,
        "state": state,
        "running_tasks_num": running,
        "blocks": blocks,
    }
    return rows.job_row(answers.job({**full, **fields}))


def block(name: str = "frames", state: str = " RUN", done: int = 12, errors: int = 0, **fields) -> dict:
    counts = {"p_tasks_done": done, "p_tasks_error": errors, "p_percentage": done * 100 // 20, "tasks_num": 20}
    return {"name": name, "state": state, **counts, **fields}


def test_a_job_when_it_renders_then_bars_counts_and_time_left() -> None:
    frames = block(running_tasks_counter=2, errors=1, p_tasks_run_time_sum=120)
    movie = block("movie", " WDP", 0, tasks_num=1)
    shown = picture([row(blocks=[frames, movie])], 7, PLAIN, waits="on battery", keys="q leave")
    assert shown == [
        "sh010_comp (id 7)  running  57%  about 45 s left  1 failed",
        "  frames █████████████████████××▒▒▒▒░░░░░░░░░ 12/20  2 running  1 failed",
        "  movie  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0/1",
        "The farm waits: on battery.",
        "q leave",
    ]


def test_a_job_when_done_then_its_bar_is_full() -> None:
    shown = picture([row(state=" DON", blocks=[block("b", " DON", 20)])], 7, Paper(40, 9, False))
    assert shown == ["sh010_comp (id 7)  done  100%", "  b ############################## 20/20"]


def test_several_jobs_when_one_is_chosen_then_marked() -> None:
    shown = picture([row("a", 1), row("b", 2)], 2, PLAIN)
    assert [line[:1] for line in shown if not line.startswith("  ")] == ["a", "▸"]
    assert picture([row("a", 1), row("b", 2)], 2, PLAIN._replace(has_signs=False))[2].startswith("> b ")


def test_many_blocks_when_the_terminal_is_low_then_counted() -> None:
    many = [block(f"b{number}") for number in range(30)]
    shown = picture([row(blocks=many)], 7, Paper(72, 10), keys="q leave")
    assert len(shown) == 9
    assert shown[-2:] == ["  and 24 more blocks", "q leave"]


def test_many_jobs_when_the_terminal_is_low_then_the_chosen_one_is_there() -> None:
    jobs = [row(f"job{number}", number) for number in range(2, 60)]
    for chosen in (2, 30, 59):
        shown = picture(jobs, chosen, Paper(72, 12))
        assert len(shown) <= 11
        assert any(line.startswith(f"▸ job{chosen} ") for line in shown)
        assert shown[-1].startswith("and ")


COLOUR = re.compile("\x1b\\[[0-9;]*m")
NAMES = st.text(min_size=0, max_size=50)
BLOCKS = st.builds(
    block, NAMES, st.sampled_from([" RUN", " DON", " ERR", " WDP", " RDY"]), st.integers(0, 20), st.integers(0, 20),
    running_tasks_counter=st.integers(0, 20),
)  # fmt: skip
ROWS = st.builds(
    row, NAMES, st.integers(2, 9), st.sampled_from([" RUN", " DON", " ERR", " OFF", " WDP"]),
    blocks=st.lists(BLOCKS, max_size=6),
)  # fmt: skip


@given(
    jobs=st.lists(ROWS, min_size=1, max_size=8), columns=st.integers(20, 130), lines=st.integers(4, 40),
    has_signs=st.booleans(), has_colours=st.booleans(), waits=st.text(max_size=80),
    keys=st.sampled_from(["", "q leave"]),
)  # fmt: skip
def test_any_jobs_when_drawn_then_no_line_is_too_wide_and_the_picture_not_too_high(
    jobs, columns, lines, has_signs, has_colours, waits, keys
) -> None:
    shown = picture(jobs, jobs[0].serial, Paper(columns, lines, has_signs, has_colours), waits=waits, keys=keys)
    bare = [COLOUR.sub("", line) for line in shown]
    assert all(width(line) <= columns for line in bare)
    assert all(line.isprintable() for line in bare)
    assert len(shown) <= max(lines - 1, 1 + bool(waits) + bool(keys))
    assert has_colours or bare == shown


@pytest.mark.parametrize(
    ("renders", "why"),
    [
        pytest.param([{"state": " ONL"}], "", id="it starts tasks"),
        pytest.param([{"state": " ONL", "waits": "on battery"}], "on battery", id="it says why not"),
        pytest.param([{"state": " ONL", "waits": "on\x1b[2Jbattery"}], "on�[2Jbattery", id="not believed"),
        pytest.param([{"state": " ONL PAU", "waits": "x"}], "its render is paused", id="paused"),
        pytest.param([{"state": " ONL", "waits": "x"}, {"state": " ONL"}], "", id="a farm of several"),
        pytest.param([], "", id="no render"),
    ],
)
def test_why_a_farm_waits_when_asked_then_in_words(renders, why) -> None:
    assert words.why_waiting(renders) == why


def documented() -> list[str]:
    """The picture of the page on the command line, made anew."""
    counts = {"tasks_num": 100, "p_percentage": 63, "running_tasks_counter": 2, "p_tasks_run_time_sum": 63 * 41}
    blocks = [block("Write1", " RUN ERR", 63, 2, **counts), block("movie", " WDP", 0, tasks_num=1)]
    other = row("sh020_comp", 3, " RDY", blocks=[block("Write1", " RDY", 0, tasks_num=48)])
    return picture([row("sh010_comp", 2, " RUN ERR", blocks=blocks), other], 2, Paper(79, 24), keys=KEYS + NEXT_KEY)


def test_the_picture_of_the_page_when_drawn_anew_then_the_same() -> None:
    page = (PROJECT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert "\n".join(documented()) in page
