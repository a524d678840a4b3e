"""Houdini and the file say the same: the open scene, and the copy that it saves, make the same jobs."""

from __future__ import annotations

import pytest
from af_houdini import _scene_file
from af_houdini.plan import HoudiniPlan

from afsubmit.submission.planning.plan import plan
from afsubmit.submission.planning.scene import Stamp, Target
from afsubmit.submission.settings.values import Settings
from tests.fakes.hou import ENDINGS, Habits
from tests.fakes.hou_scene import MadeNode, MadeScene, rop

GEO = rop("/obj/geo1", "geo")
SCENES = {
    "a range of the scene": [rop("/out/m", "ifd", trange="normal", vm_picture="$HIP/r/$HIPNAME.$OS.$F4.exr")],
    "the current frame": [rop("/out/m", "ifd", vm_picture="$JOB/r/`chs('name')`.exr", name="x")],
    "expressions in the range": [
        MadeNode(
            "/out/m",
            "geometry",
            {"trange": "normal", "f": (1, 10, 1), "sopoutput": "$HIP/geo/$OS/$OS.$F.bgeo.sc"},
            {"f1": "$FSTART + 10", "f2": 'ch("f1") + 5', "f3": "1"},
        )
    ],
    "a chain": [
        GEO,
        rop("/obj/geo1/smoke", "filecache::2.0", basename="smoke", trange="normal", f=(1, 24, 1)),
        rop("/obj/geo1/mesh", "rop_geometry", "smoke", trange="normal", f=(1, 24, 1), sopoutput="$HIP/$OS.$F4.bgeo.sc"),
        rop("/out/mesh", "fetch", source="/obj/geo1/mesh"),
        rop("/out/null1", "null", "mesh"),
        rop("/out/beauty", "ifd", "null1", trange="normal", f=(1, 24, 1), vm_picture="$HIP/$OS.$F4.exr"),
    ],
    "switches, bypass and lock": [
        rop("/out/a", "geometry", trange="normal", f=(1, 5, 1), sopoutput="$HIP/a.$F4.bgeo"),
        MadeNode("/out/b", "geometry", {"sopoutput": "$HIP/b.bgeo"}, inputs=["a"], is_bypassed=True),
        rop("/out/s", "switch", "a", "b", index=1),
        MadeNode("/out/c", "ifd", {"vm_picture": "$HIP/c.exr"}, inputs=["s"]),
        MadeNode("/out/d", "ifd", {"vm_picture": "$HIP/d.exr"}, inputs=["c"], is_locked=True),
    ],
    "archives and stages": [
        rop("/out/abc", "alembic", trange="normal", f=(1, 9, 1), filename="$HIP/a.abc"),
        rop("/stage/usd1", "usd_rop", trange="normal", f=(1, 9, 1), lopoutput="$HIP/u.$F4.usd"),
        rop("/stage/render1", "usdrender_rop", "usd1", trange="normal", f=(1, 9, 1), outputimage="$HIP/u.$F4.exr"),
        rop("/out/ifds", "ifd", trange="normal", f=(1, 9, 1), soho_outputmode="on", vm_picture="$HIP/i.$F4.exr"),
    ],
    "a display and an unknown variable": [
        rop("/out/gl", "opengl", trange="normal", f=(1, 3, 1), picture="$HIP/$OS.$F4.png"),
        rop("/out/m", "ifd", vm_picture="$NOWHERE/a.exr"),
        rop("/out/ip", "ifd"),
    ],
    "subnets": [
        rop("/out/net", "subnet"),
        rop("/out/net/in", "geometry", sopoutput="$HIP/in.bgeo"),
        rop("/out/after", "ifd", "net", vm_picture="$HIP/after.exr"),
    ],
}


def planned(host: object, made: MadeScene) -> tuple:
    """What is sent of it, and what is said; what a reader of files alone cannot know is left out."""
    found = plan(
        host.scene(),  # type: ignore[attr-defined]
        host.outputs(),  # type: ignore[attr-defined]
        Settings({}),
        host_plan=HoudiniPlan(),
        stamp=Stamp(1_700_000_000, "0badcafe"),
        target=Target("jimmy", "pc01"),
    )
    said = sorted((problem.level, problem.where, problem.message) for problem in found.problems)
    return [job.document for job in found.jobs], said


@pytest.mark.parametrize("nodes", SCENES.values(), ids=list(SCENES))
@pytest.mark.parametrize("licence", ["Commercial", "Indie", "Apprentice"])
@pytest.mark.parametrize("by_place", [False, True], ids=["words of menus", "places of menus"])
def test_open_scene_and_its_file_are_the_same_jobs(open_scene, tmp_path, nodes, licence: str, by_place: bool) -> None:
    made = MadeScene(list(nodes), first=1, last=48, frame=7, variables={"JOB": "/job/alps"})
    path = tmp_path / f"shot v001{ENDINGS[licence]}"
    habits = Habits(licence=licence, raw_menus_are_numbers=by_place)
    session = open_scene(made, path=path, habits=habits)
    made.version = session.fake.version
    session.fake.save()
    assert planned(session.host, made) == planned(_scene_file.open_scene(str(path)), made)
