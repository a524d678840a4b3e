"""An output never comes before what it waits for, a ring is told, and frames wait for frames where that is so."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.document.frames import FrameList
from afsubmit.submission.planning.output_order import in_order
from afsubmit.submission.planning.scene import Output


def output(name: str, frames: str = "1-10", **words) -> Output:
    return Output(name, name, FrameList.parse(frames), **words)


def waits(outputs, reads):
    return [(one.id, list(one.inputs), list(one.frame_inputs)) for one in in_order(outputs, reads)]


def test_what_waits_comes_later_and_the_rest_stays_as_it_was() -> None:
    outputs = [output("final"), output("review"), output("plate")]
    assert waits(outputs, {"final": {"plate": True}}) == [
        ("plate", [], []),
        ("final", ["plate"], ["plate"]),
        ("review", [], []),
    ]


def test_itself_and_what_is_no_output_count_for_nothing() -> None:
    assert waits([output("a")], {"a": {"a": True, "elsewhere": True}}) == [("a", [], [])]


def test_inputs_stand_in_the_order_of_the_outputs() -> None:
    made = waits([output("a"), output("b"), output("c")], {"c": {"b": True, "a": False}})
    assert made[-1] == ("c", ["a", "b"], ["b"])


def test_ring_is_cut_at_one_place_and_told_there() -> None:
    made = in_order([output("a"), output("b")], {"a": {"b": True}, "b": {"a": True}})
    assert [(one.id, list(one.inputs)) for one in made] == [("b", []), ("a", ["b"])]
    (problem,) = made[0].problems
    assert (problem.level, problem.where) == ("warning", "b") and "a reads what it writes" in problem.message


def test_frame_by_frame_ends_where_a_frame_has_no_frame_to_wait_for() -> None:
    reads = {"b": {"a": True}}
    plate = output("a")
    for other in (
        output("b", "5-12"),
        output("b", is_whole=True),
        output("b", unknown_frames="an expression says it"),
    ):
        assert waits([plate, other], reads)[1][1:] == (["a"], [])
    for first in (replace(plate, is_whole=True), replace(plate, unknown_frames="an expression says it")):
        assert waits([first, output("b")], reads)[1][1:] == (["a"], [])
    assert waits([plate, output("b", "2-8x2")], reads)[1][1:] == (["a"], ["a"])


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.booleans()), max_size=30))
def test_nothing_comes_before_what_it_waits_for_whatever_reads_what(arrows) -> None:
    reads: dict[str, dict[str, bool]] = {}
    for reader, writer, by_frame in arrows:
        reads.setdefault(str(reader), {})[str(writer)] = by_frame
    made = in_order([output(str(number)) for number in range(8)], reads)
    place = {one.id: number for number, one in enumerate(made)}
    assert sorted(place) == [str(number) for number in range(8)]
    for one in made:
        assert all(place[name] < place[one.id] for name in one.inputs)
        assert set(one.frame_inputs) <= set(one.inputs)
        assert len(one.inputs) + len(one.problems) == len(set(reads.get(one.id, ())) - {one.id}), "waited for, or told"
