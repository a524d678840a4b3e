"""Render order as a dependency: asked for only, never against what a node reads, frame by frame where that can be."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from af_nuke._facts import NukeFacts
from af_nuke._order import waiting
from af_nuke._scene_file import open_scene
from af_nuke.plan import NukePlan
from hypothesis import given, settings
from hypothesis import strategies as st

from afsubmit.document.frames import FrameList
from afsubmit.submission.planning.output_order import in_order
from afsubmit.submission.planning.plan import plan
from afsubmit.submission.planning.scene import Output, Stamp, Target
from afsubmit.submission.settings.values import Settings

ROOT = "Root {\n first_frame 1\n last_frame 9\n}\n"


def write(name: str, order: str, more: str = "", ending: str = "exr") -> str:
    file = f"/r/{name}.%04d.exr" if ending == "exr" else f"/r/{name}.{ending}"
    return f"Write {{\n inputs 0\n file {file}\n render_order {order}\n{more} name {name}\n}}\n"


def masks(host: Any, **values: Any) -> dict[str, tuple[str, str]]:
    """Block -> what all of it, and what each of its frames, waits for."""
    words = {"host_plan": NukePlan(), "stamp": Stamp(1_700_000_000, "0badcafe"), "target": Target("jimmy", "pc01")}
    made = plan(host.scene(), host.outputs(), Settings(values), **words)
    blocks = [block for job in made.jobs for block in job.document["blocks"]]
    return {one["name"]: (one.get("depend_mask", ""), one.get("tasks_depend_mask", "")) for one in blocks}


NODES = write("C", "3", ending="mov") + write("A", "1") + write("B", "2") + write("B2", "2")
EVERY = {"A": ("", ""), "B": ("", ""), "B2": ("", ""), "C": ("", "")}


def test_order_counts_when_it_is_asked_for_and_only_then(open_script, tmp_path) -> None:
    session = open_script(ROOT + NODES, tmp_path / "comp.nk")
    for host in (session.host, open_scene(str(tmp_path / "comp.nk"))):
        assert masks(host) == EVERY
        assert masks(host, render_order="waits") == {
            "A": ("", ""),
            "B": ("", "A"),
            "B2": ("", "A"),
            "C": ("B|B2", ""),
        }, "a movie waits for all of them"


def test_order_among_frames_that_are_not_the_same_is_for_the_whole(open_script, tmp_path) -> None:
    limited = write("B", "2", " use_limit true\n first 4\n last 12\n")
    session = open_script(ROOT + write("A", "1") + limited, tmp_path / "comp.nk")
    for host in (session.host, open_scene(str(tmp_path / "comp.nk"))):
        assert masks(host, render_order="waits")["B"] == ("A", "")


def test_order_of_jobs_of_their_own_is_kept(tmp_path) -> None:
    (tmp_path / "comp.nk").write_text(ROOT + write("A", "1") + write("B", "2"))
    host = open_scene(str(tmp_path / "comp.nk"))
    words = {"host_plan": NukePlan(), "stamp": Stamp(1_700_000_000, "0badcafe"), "target": Target("jimmy", "pc01")}
    chosen = Settings({"render_order": "waits", "jobs": "several"})
    first, second = plan(host.scene(), host.outputs(), chosen, **words).jobs
    assert "depend_mask" not in first.document and "comp A 0badcafe" in second.document["depend_mask"]


def test_order_that_only_nuke_knows_is_told_and_comes_last(tmp_path) -> None:
    (tmp_path / "comp.nk").write_text(ROOT + write("A", "{{max(1,2)}}") + write("B", "7"))
    host = open_scene(str(tmp_path / "comp.nk"))
    assert [output.id for output in host.outputs()] == ["B", "A"]
    words = {"host_plan": NukePlan(), "stamp": Stamp(1_700_000_000, "0badcafe"), "target": Target("jimmy", "pc01")}
    made = plan(host.scene(), host.outputs(), Settings({"render_order": "waits"}), **words)
    assert [one.where for one in made.problems if "render order" in one.message] == ["A"]
    assert masks(host, render_order="waits")["A"] == ("", "B")
    assert not [
        one for one in plan(host.scene(), host.outputs(), Settings(), **words).problems if "order" in one.message
    ]


NAMES = "abcdefgh"
ORDERS = st.one_of(st.none(), st.integers(-2, 4))


@given(st.lists(ORDERS, min_size=1, max_size=8), st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_order_never_makes_a_ring_and_every_later_one_waits(orders, pairs) -> None:
    count = len(orders)
    facts = [NukeFacts("w", "file", {}, {}, ["main"], {}, render_order=order) for order in orders]
    outputs = [Output(NAMES[i], NAMES[i], FrameList([1, 2]), facts=facts[i]) for i in range(count)]
    reads: dict[str, dict[str, bool]] = {}
    for later, sooner in pairs:
        if sooner < later < count:  # no rings of their own
            reads.setdefault(NAMES[later], {})[NAMES[sooner]] = True
    read = in_order(outputs, reads)
    found = waiting(read)
    assert not [problem for one in found for problem in one.problems]
    assert sorted(one.id for one in found) == sorted(one.id for one in outputs)
    seen: set[str] = set()
    for one in found:
        assert set(one.inputs) <= seen
        seen.add(one.id)
        assert set(reads.get(one.id, ())) <= set(one.inputs)
        assert set(one.frame_inputs) == set(one.inputs)
    alone = {one.id: one.facts.render_order for one in read if not one.inputs}
    for name, order in alone.items():  # what reads nothing is as early as it says
        (mine,) = [one for one in found if one.id == name]
        sooner = {other for other, place in alone.items() if (order is None) > (place is None)}
        sooner |= {other for other, place in alone.items() if None not in (order, place) and place < order}
        assert sooner <= set(mine.inputs)


@pytest.mark.parametrize("count", [200])
def test_many_nodes_are_sorted_soon(count: int) -> None:
    facts = NukeFacts("w", "file", {}, {}, ["main"], {})
    outputs = [
        Output(str(i), str(i), FrameList([1]), facts=dataclasses.replace(facts, render_order=i)) for i in range(count)
    ]
    assert [len(one.inputs) for one in waiting(outputs)] == list(range(count))
