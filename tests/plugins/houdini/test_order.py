"""Which ROP waits for which, and whether frame by frame: through everything that only says an order."""

from __future__ import annotations

import pytest
from af_houdini import _scene

from tests.plugins.houdini.paper import PaperNode, rop, scene


def waits(*nodes: PaperNode) -> dict[str, tuple[list[str], list[str]]]:
    """Name of each output -> what it waits for as a whole, and frame by frame."""
    found = {}
    for output in _scene.outputs(scene(*nodes), {}):
        whole = [name[5:] for name in output.inputs if name not in output.frame_inputs]
        found[output.name[5:]] = whole, [name[5:] for name in output.frame_inputs]
    return found


def through(type_name: str, **parms: object) -> dict[str, tuple[list[str], list[str]]]:
    a, b = rop("a", "geometry"), rop("b", "geometry")
    between = rop("between", type_name, a, b, **parms)
    return waits(a, b, between, rop("last", "ifd", between))


@pytest.mark.parametrize("type_name", ["merge", "null", "switch", "subnet", "framecontainer", "afanasy", "shell"])
def test_what_only_says_an_order_is_passed_frame_by_frame(type_name: str) -> None:
    assert through(type_name)["last"] == ([], ["a", "b"])


@pytest.mark.parametrize("type_name", ["framedep", "prepost", "batch"])
def test_what_moves_or_binds_frames_is_waited_for_as_a_whole(type_name: str) -> None:
    assert through(type_name)["last"] == (["a", "b"], [])


def test_bypassed_frame_dependency_moves_nothing() -> None:
    a = rop("a", "geometry")
    between = PaperNode("/out/between", "framedep", {}, [a], is_bypassed=True)
    assert waits(a, between, rop("last", "ifd", between))["last"] == ([], ["a"])


def test_prepost_renders_its_inputs_one_after_another() -> None:
    pre, main, post = rop("pre", "geometry"), rop("main", "ifd"), rop("post", "geometry")
    found = waits(pre, main, post, rop("all", "prepost", pre, main, post))
    assert found == {"pre": ([], []), "main": (["pre"], []), "post": (["pre", "main"], [])}


def test_bypassed_rop_is_passed_and_a_locked_one_waits_for_nobody() -> None:
    a = rop("a", "geometry")
    off = rop("off", "geometry", a)
    off.is_bypassed = True
    locked = rop("locked", "geometry", a)
    locked.is_locked = True
    found = waits(a, off, locked, rop("last", "ifd", off, locked))
    assert found == {"a": ([], []), "locked": ([], []), "last": ([], ["a", "locked"])}


def test_fetch_is_what_it_fetches_and_a_bypassed_one_is_nothing() -> None:
    a = PaperNode("/obj/sim/cache", "filecache", {**rop("x", "ifd").parms, "sopoutput": "/s/c.$F.bgeo"}, category="Sop")
    on, off = rop("on", "fetch", source="/obj/sim/cache"), rop("off", "fetch", source="/obj/sim/cache")
    off.is_bypassed = True
    found = {
        one.id: (one.inputs, one.frame_inputs)
        for one in _scene.outputs(scene(a, on, off, rop("first", "ifd", on), rop("second", "ifd", off)), {})
    }
    assert found["/out/first"] == (("/obj/sim/cache",), ("/obj/sim/cache",))
    assert found["/out/second"] == ((), ())


def test_fetch_of_the_rop_inside_a_file_cache_is_the_file_cache() -> None:
    parms = {**rop("x", "ifd").parms, "sopoutput": "/s/c.$F.bgeo"}
    cache = PaperNode("/obj/sim/cache", "filecache", parms, category="Sop")
    fetch = rop("fetch", "fetch", source="/obj/sim/cache/render")
    made = scene(cache, fetch, rop("last", "ifd", fetch))
    assert _scene.outputs(made, {})[1].inputs == ("/obj/sim/cache",)
    assert _scene.problems(made, {}) == []


@pytest.mark.parametrize(
    ("source", "word"),
    [
        pytest.param("/out/gone", "not there", id="what is gone"),
        pytest.param("", "not there", id="nothing"),
        pytest.param("/out/other", "circle", id="a circle of fetches"),
        pytest.param("only Houdini", "only Houdini", id="what only Houdini knows"),
    ],
)
def test_fetch_that_leads_nowhere_is_told(source: str, word: str) -> None:
    fetch, other = rop("fetch", "fetch", source=source), rop("other", "fetch", source="/out/fetch")
    made = scene(fetch, other, rop("last", "ifd", fetch))
    assert any(word in problem.message and problem.fix for problem in _scene.problems(made, {}))
    (output,) = _scene.outputs(made, {})
    assert output.inputs == ()


def test_circle_of_rops_ends_and_is_told() -> None:
    a, b = rop("a", "geometry"), rop("b", "geometry")
    a.wires, b.wires = [b], [a]
    made = scene(a, b)
    assert sorted(len(output.inputs) for output in _scene.outputs(made, {})) == [0, 1]
    (problem,) = _scene.problems(made, {})
    assert (problem.level, problem.where) == ("warning", "/out/a")
    assert "circle through /out/b" in problem.message


def test_subnet_is_what_lies_in_it_and_the_first_of_it_wait_for_its_inputs() -> None:
    before = rop("before", "geometry")
    subnet = PaperNode("/out/net", "subnet", {}, [before])
    first = rop("net/first", "geometry")
    second = rop("net/second", "geometry", first)
    first.parent = second.parent = subnet
    found = waits(before, subnet, first, second, rop("last", "ifd", subnet))
    assert found["net/first"] == ([], ["before"])
    assert found["last"] == ([], ["before", "net/first", "net/second"])


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(rop("a", "geometry", initsim="on"), id="a simulation"),
        pytest.param(rop("a", "alembic"), id="one file of all frames"),
        pytest.param(rop("a", "geometry", f2=5), id="fewer frames"),
        pytest.param(rop("a", "dop"), id="a dop network"),
    ],
)
def test_what_is_not_frame_for_frame_is_waited_for_as_a_whole(other: PaperNode) -> None:
    assert waits(other, rop("last", "ifd", other))["last"] == (["a"], [])


def test_chain_waits_for_the_simulation_and_for_each_frame_of_the_mesh() -> None:
    sim = rop("sim", "dop")
    mesh = rop("mesh", "geometry", sim)
    assert waits(sim, mesh, rop("last", "ifd", mesh))["last"] == (["sim"], ["mesh"])


def test_file_cache_waits_for_those_above_it_as_a_whole() -> None:
    parms = {**rop("x", "ifd").parms, "sopoutput": "/s/c.$F.bgeo"}
    first = PaperNode("/obj/a/first", "filecache", parms, category="Sop")
    second = PaperNode("/obj/a/second", "filecache", {**parms, "sopoutput": "/s/d.$F.bgeo"}, [first], category="Sop")
    one, other = _scene.outputs(scene(second, first), {})
    assert (one.id, other.id) == ("/obj/a/first", "/obj/a/second")
    assert (other.inputs, other.frame_inputs) == (("/obj/a/first",), ())


def test_thousand_rops_in_a_row_are_no_deep_recursion() -> None:
    nodes = [rop("r0", "geometry")]
    for place in range(1, 1500):
        nodes.append(rop(f"r{place}", "null", nodes[-1]))
    assert waits(*nodes, rop("last", "ifd", nodes[-1]))["last"] == ([], ["r0"])
