"""Networks of TOPs wherever they are: one task that cooks, and nothing where there is nothing to cook."""

from __future__ import annotations

import pytest
from af_houdini import _scene_file
from af_houdini.plan import HoudiniPlan

from afsubmit.submission.planning.plan import plan
from afsubmit.submission.planning.scene import Stamp, Target
from afsubmit.submission.settings.values import Settings
from tests.fakes.hou_scene import MadeNode, rop

PICTURE = rop("/out/m", "ifd", vm_picture="$HIP/m.exr")
PLACES = ["/tasks/tops", "/obj/tops", "/obj/geo1/tops", "/stage/tops", "/out/tops", "/obj/net/tops"]


def network(path: str, *inside: str) -> list[MadeNode]:
    around = [rop("/obj/geo1", "geo"), rop("/obj/net", "ropnet")]
    there = [rop(f"{path}/n{place}", kind) for place, kind in enumerate(inside)]
    return [*(one for one in around if path.startswith(f"{one.path}/")), rop(path, "topnet"), *there]


def both(open_scene, *nodes: MadeNode) -> list:
    session = open_scene(*nodes)
    return [session.host, _scene_file.open_scene(session.fake.path)]


@pytest.mark.parametrize("path", PLACES)
def test_network_is_one_task_that_cooks(open_scene, path: str) -> None:
    for host in both(open_scene, *network(path, "localscheduler", "ropfetch", "wedge")):
        assert host.selected() == [path]
        found = plan(
            host.scene(), host.outputs(), Settings({}), host_plan=HoudiniPlan(),
            stamp=Stamp(1_700_000_000, "0badcafe"), target=Target("jimmy", "pc01"),
        )  # fmt: skip
        (block,) = found.jobs[0].document["blocks"]
        assert (block["name"], block["service"]) == (path, "hbatch_pdg")
        assert f"node={path}" in block["command"] and "cook=1" in block["command"]
        assert (block["frame_first"], block["frame_last"]) == (1, 1)


@pytest.mark.parametrize("inside", [(), ("localscheduler",), ("hqueuescheduler", "pythonscheduler")])
@pytest.mark.parametrize("path", PLACES)
def test_network_with_nothing_but_schedulers_is_not_listed(open_scene, path: str, inside: tuple[str, ...]) -> None:
    """A new scene of Houdini has such a one in /tasks."""
    for host in both(open_scene, PICTURE, *network(path, *inside)):
        assert [output.id for output in host.outputs()] == ["/out/m"]


@pytest.mark.parametrize("path", PLACES)
def test_beside_rops_it_is_chosen_only_where_it_is_one_of_them(open_scene, path: str) -> None:
    for host in both(open_scene, PICTURE, *network(path, "ropfetch")):
        is_rop = path in ("/out/tops", "/obj/net/tops")
        assert set(host.selected()) == {"/out/m", *([path] if is_rop else [])}
        assert {output.id for output in host.outputs()} == {"/out/m", path}
        said = [one for one in host.scene().problems if "not chosen by themselves" in one.message]
        assert len(said) == (0 if is_rop else 1)


def test_what_is_wired_to_a_network_among_rops_is_waited_for(open_scene) -> None:
    nodes = [PICTURE, MadeNode("/out/tops", "topnet", inputs=["m"]), rop("/out/tops/a", "ropfetch"),
             rop("/out/after", "ifd", "tops", vm_picture="$HIP/a.exr")]  # fmt: skip
    for host in both(open_scene, *nodes):
        inputs = {output.id: output.inputs for output in host.outputs()}
        assert list(inputs["/out/tops"]) == ["/out/m"]
        assert "/out/tops" in inputs["/out/after"]


def test_bypassed_network_is_not_listed(open_scene) -> None:
    nodes = [PICTURE, MadeNode("/out/tops", "topnet", is_bypassed=True), rop("/out/tops/a", "ropfetch")]
    for host in both(open_scene, *nodes):
        assert [output.id for output in host.outputs()] == ["/out/m"]
