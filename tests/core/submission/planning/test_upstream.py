"""What the tree above a node reads: as a search from each node finds it, in one walk, in rings and in deep trees."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.submission.planning.upstream import upstream


class Node:
    def __init__(self, name: str, *, reads: bool | None = None, keeps: bool = True) -> None:
        self.name, self.keeps, self.inputs = name, keeps, []
        self.reads = {} if reads is None else {name: reads}


def tree_of(nodes: list[Node]) -> dict[str, dict[str, bool]]:
    found = upstream(
        nodes,
        inputs=lambda node: node.inputs,
        reads=lambda node: node.reads,
        keeps_frame=lambda node: node.keeps,
    )
    return {node.name: found[id(node)] for node in nodes}


def test_what_is_read_goes_down_the_tree_and_is_blurred_where_a_node_looks_at_other_frames() -> None:
    read, grade, blur, merge = Node("read", reads=True), Node("grade"), Node("blur", keeps=False), Node("merge")
    other = Node("other", reads=True)
    grade.inputs, blur.inputs, merge.inputs = [read], [other], [grade, blur]
    assert tree_of([merge, blur, grade, other, read]) == {
        "read": {"read": True},
        "grade": {"read": True},
        "other": {"other": True},
        "blur": {"other": False},
        "merge": {"read": True, "other": False},
    }


def test_one_way_that_is_not_frame_by_frame_is_enough() -> None:
    read, retime, merge = Node("read", reads=True), Node("retime", keeps=False), Node("merge")
    retime.inputs, merge.inputs = [read], [read, retime]
    assert tree_of([merge])["merge"] == {"read": False}


def test_ring_and_a_tree_of_thousands_end() -> None:
    first, second = Node("first", reads=True), Node("second")
    first.inputs, second.inputs = [second], [first]
    assert tree_of([second])["second"] == {"first": True}
    chain = [Node("n0", reads=True)]
    for number in range(1, 20_000):
        chain.append(Node(f"n{number}"))
        chain[-1].inputs = [chain[-2]]
    assert tree_of(chain)["n19999"] == {"n0": True}


GRAPHS = st.lists(
    st.tuples(st.sets(st.integers(0, 11), max_size=3), st.none() | st.booleans(), st.booleans()), max_size=12
)


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(graph=GRAPHS)
def test_every_way_up_is_seen_and_every_node_on_it_asked(graph) -> None:
    nodes = [Node(str(number), reads=reads, keeps=keeps) for number, (_, reads, keeps) in enumerate(graph)]
    for number, (inputs, _, _) in enumerate(graph):
        nodes[number].inputs = [nodes[one] for one in sorted(inputs) if one < number]

    def naive(node: Node) -> dict[str, bool]:
        parts = [node.reads, *(naive(other) for other in node.inputs)]
        names = {name for part in parts for name in part}
        found = {name: all(part.get(name, True) for part in parts) for name in names}
        return found if node.keeps else dict.fromkeys(found, False)

    assert tree_of(nodes) == {node.name: naive(node) for node in nodes}
