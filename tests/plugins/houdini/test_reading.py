"""What a ROP writes, whether its frames are one task, and what is told before anything is sent."""

from __future__ import annotations

import pytest
from af_houdini import _rops, _scene
from af_houdini._facts import facts_of

from afsubmit.submission.planning.scene import Output
from tests.plugins.houdini.paper import RANGE, PaperNode, rop, scene


def read(node: PaperNode, settings: dict[str, object] | None = None, **words: object) -> Output:
    (output,) = _scene.outputs(scene(node, **words), settings or {})
    return output


def told(output: Output, level: str) -> list[str]:
    return [problem.message for problem in output.problems if problem.level == level]


@pytest.mark.parametrize("type_name", [name for name, row in _rops.ROPS.items() if row.parm != "ri_display"])
def test_every_type_of_the_table_names_its_file(type_name: str) -> None:
    row = _rops.ROPS[type_name]
    output = read(PaperNode("/out/a", type_name, {**RANGE, row.parm: "/show/a b.$F4.exr"}))
    assert (output.files, told(output, "error")) == (("/show/a b.@####@.exr",), [])
    service = "hbatch_karma" if type_name in _rops.USD_RENDERS else row.service
    assert facts_of(output).service == service


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        pytest.param("/s/a.$F4.exr", "/s/a.@####@.exr", id="padded"),
        pytest.param("/s/a.$F.exr", "/s/a.@#@.exr", id="not padded"),
        pytest.param("/s/$F4/a.$F4.exr", "/s/@####@/a.@####@.exr", id="a folder for each frame"),
        pytest.param("/s/v010/a.$F3.exr", "/s/v010/a.@###@.exr", id="digits that do not change"),
    ],
)
@pytest.mark.parametrize("first", [1, 8, 95, 998, 1001])
def test_pattern_is_right_at_every_frame(text: str, pattern: str, first: int) -> None:
    output = read(rop("a", "ifd", vm_picture=text, f1=first, f2=first + 20))
    assert output.files == (pattern,)


def test_name_that_no_pattern_says_is_listed_frame_by_frame() -> None:
    output = read(rop("a", "ifd", vm_picture=lambda frame: f"/s/{int(frame) // 2}.{int(frame)}.exr"))
    assert output.files == ()
    assert [paths[7] for paths in output.listed_files] == ["/s/3.7.exr"]


@pytest.mark.parametrize(
    ("parms", "word"),
    [
        pytest.param({"vm_picture": ""}, "names no file", id="nothing"),
        pytest.param({"vm_picture": "/s/$SHOT/a.$F4.exr"}, "nothing has set it", id="a variable that is not set"),
        pytest.param({"vm_picture": "/s/`chs('x')`.$F4.exr"}, "nothing has set it", id="backticks left"),
        pytest.param({"vm_picture": "render/a.$F4.exr"}, "begins at no root", id="a relative path"),
        pytest.param({"vm_picture": "/s/a.exr"}, "All 10 frames would be written to one file", id="no frame"),
        pytest.param({"vm_picture": "/s/\udcff.$F4.exr"}, "UTF-8", id="bytes that are no text"),
    ],
)
def test_file_that_no_farm_can_write_is_an_error_with_a_fix(parms: dict[str, object], word: str) -> None:
    output = read(rop("a", "ifd", **parms))
    (message,) = told(output, "error")
    assert word in message
    assert all(problem.fix for problem in output.problems if problem.level == "error")


@pytest.mark.parametrize(("is_open", "level"), [(True, "error"), (False, "warning")])
def test_name_that_nobody_can_work_out_is_no_guess(is_open: bool, level: str) -> None:
    output = read(rop("a", "ifd", vm_picture="only Houdini"), is_open=is_open)
    (message,) = told(output, level)
    assert "only Houdini knows" in message
    assert (output.files, output.is_whole) == ((), False)
    assert read(rop("a", "alembic", filename="only Houdini"), is_open=is_open).is_whole


def test_parameter_that_is_not_there_is_an_error() -> None:
    node = rop("a", "ifd")
    del node.parms["vm_picture"]  # type: ignore[attr-defined]
    assert "no parameter vm_picture" in told(read(node), "error")[0]


@pytest.mark.parametrize(
    ("node", "is_whole"),
    [
        pytest.param(rop("a", "geometry"), False, id="geometry"),
        pytest.param(rop("a", "geometry", initsim="on"), True, id="geometry of a simulation"),
        pytest.param(rop("a", "geometry", initsim=0), False, id="a tick as a number"),
        pytest.param(rop("a", "ifd", soho_initsim="on"), True, id="mantra that simulates"),
        pytest.param(rop("a", "dop"), True, id="a DOP network"),
        pytest.param(rop("a", "alembic"), True, id="one archive"),
        pytest.param(rop("a", "alembic", filename="/s/a.$F4.abc"), False, id="an archive for each frame"),
        pytest.param(rop("a", "usd"), True, id="one USD file"),
        pytest.param(rop("a", "usd", lopoutput="/s/a.$F4.usd"), False, id="a USD file for each frame"),
        pytest.param(rop("a", "channel", chopoutput="/s/a.clip", f1=1, f2=9, f3=1, trange=1), True, id="channels"),
        pytest.param(
            PaperNode("/out/a", "filecache", {**RANGE, "cachesim": "on", "sopoutput": "/s/$F.bgeo"}, category="Sop"),
            True,
            id="a file cache that simulates",
        ),
        pytest.param(
            rop("a", "usdrender", outputimage="/s/$F4.exr", allframesatonce="on", f1=1, f2=9, f3=1, trange=1),
            True,
            id="all frames in one process",
        ),
    ],
)
def test_shape_is_the_nodes_and_the_preview_says_why(node: PaperNode, is_whole: bool) -> None:
    output = read(node)
    assert output.is_whole is is_whole
    assert bool(facts_of(output).whole) is is_whole
    assert any("one task" in message for message in told(output, "info")) is is_whole


def test_tick_that_only_houdini_knows_counts_as_a_simulation() -> None:
    node = rop("a", "geometry", initsim="only Houdini")
    node.expressions = {"initsim": "ch('../x')"}
    output = read(node)
    assert output.is_whole and "only Houdini knows" in told(output, "info")[0]


def test_what_lies_below_a_batch_is_one_task_each() -> None:
    first = rop("first", "geometry")
    second = rop("second", "ifd", first)
    batch = rop("all", "batch", rop("m", "merge", second))
    found = _scene.outputs(scene(first, second, *batch.wires, batch, rop("free", "geometry")), {})
    assert {one.name[5:]: one.is_whole for one in found} == {"first": True, "second": True, "free": False}


def test_export_is_what_is_written_and_the_picture_what_another_program_renders() -> None:
    output = read(rop("a", "ifd", soho_outputmode="1", soho_diskfile="/s/a.$F4.ifd"))
    assert output.files == ("/s/a.@####@.ifd",)
    facts = facts_of(output)
    assert (facts.exports, facts.export_kind, facts.pictures) == (
        "/s/a.@####@.ifd",
        "mantra",
        ["/show/a.@####@.exr"],
    )


def test_file_cache_writes_its_own_file_only_where_it_is_explicit() -> None:
    parms = {**RANGE, "sopoutput": "/s/c.$F4.bgeo", "file": "/s/f.$F4.bgeo"}
    made = {
        method: read(PaperNode("/obj/a/c", "filecache", {**parms, "filemethod": method}, category="Sop")).files
        for method in ("constructed", "explicit", "0", "1")
    }
    constructed, explicit = ("/s/c.@####@.bgeo",), ("/s/f.@####@.bgeo",)
    assert made == {"constructed": constructed, "explicit": explicit, "0": constructed, "1": explicit}


@pytest.mark.parametrize("first", [0, 1])
def test_displays_that_are_windows_are_left_out(first: int) -> None:
    parms: dict[str, object] = {**RANGE, "ri_displays": 3}
    for place, (name, device) in enumerate([("/s/a.$F4.exr", "openexr"), ("x", "it"), ("/s/b.$F4.exr", "tiff")], first):
        parms.update({f"ri_display_{place}": name, f"ri_device_{place}": device})
    assert read(PaperNode("/out/a", "ris", parms)).files == ("/s/a.@####@.exr", "/s/b.@####@.exr")


@pytest.mark.parametrize(
    ("renderer", "service"),
    [
        ("BRAY_HdKarma", "hbatch_karma"),
        ("BRAY_HdKarmaXPU", "hbatch_karma"),
        ("HdArnoldRendererPlugin", "houdinitoarnold"),
        ("HdStormRendererPlugin", "hbatch"),
    ],
)
def test_service_of_a_usd_render_follows_its_delegate(renderer: str, service: str) -> None:
    node = rop("a", "usdrender", outputimage="/s/$F4.exr", renderer=renderer, f1=1, f2=9, f3=1, trange=1)
    assert facts_of(read(node)).service == service


def test_pictures_that_the_stage_names_are_told_as_unknown() -> None:
    output = read(rop("a", "usdrender", outputimage="", f1=1, f2=9, f3=1, trange=1))
    assert output.files == () and "the stage names them" in told(output, "warning")[0]


def test_unknown_type_is_one_task_until_the_studio_names_its_file() -> None:
    node = PaperNode("/out/a", "studio_render", {**RANGE, "picture": "/s/$F4.exr"})
    output = read(node)
    assert output.is_whole and "unknown" in told(output, "warning")[0]
    output = read(node, {"rop_types": {"studio_render": "picture"}})
    assert not output.is_whole and output.files == ("/s/@####@.exr",)


def test_what_has_no_frames_and_no_name_here_is_not_sent_and_told() -> None:
    made = scene(rop("a", "ifd"), PaperNode("/out/note", "studio_note"), PaperNode("/out/sh", "shell"))
    assert [one.id for one in _scene.outputs(made, {})] == ["/out/a"]
    (problem,) = _scene.problems(made, {})
    assert problem.level == "info" and "/out/note" in problem.message and "/out/sh" in problem.message


@pytest.mark.parametrize(
    ("nodes", "word"),
    [
        pytest.param([], "no ROP", id="no ROPs"),
        pytest.param([rop("m", "merge")], "no ROP", id="order only"),
        pytest.param([PaperNode("/out/a", "ifd", RANGE, is_bypassed=True)], "bypassed", id="all bypassed"),
        pytest.param([rop("a", "ifd", vm_picture="ip"), rop("b", "ifd", vm_picture="md")], "window", id="all to MPlay"),
        pytest.param([PaperNode("/out/a", "Redshift_IPR", RANGE)], "window", id="only the artist's view"),
    ],
)
def test_scene_with_nothing_to_render_is_an_error(nodes: list[PaperNode], word: str) -> None:
    (problem,) = _scene.problems(scene(*nodes), {})
    assert problem.level == "error" and word in problem.message and problem.fix


def test_what_renders_to_a_window_is_not_sent_and_told() -> None:
    nodes = [rop("a", "ifd"), rop("mantra_ipr", "ifd", vm_picture="ip"), PaperNode("/out/view", "Redshift_IPR", RANGE)]
    made = scene(*nodes)
    assert [output.id for output in _scene.outputs(made, {})] == ["/out/a"]
    (problem,) = _scene.problems(made, {})
    assert problem.level == "warning" and "/out/mantra_ipr, /out/view" in problem.message and problem.fix


def test_export_whose_picture_is_a_window_is_an_error() -> None:
    output = read(rop("a", "ifd", vm_picture="ip", soho_outputmode=1, soho_diskfile="/s/$F.ifd"))
    assert "a window" in told(output, "error")[0]


@pytest.mark.parametrize(
    ("licence", "farm", "level"),
    [
        ("", "", None),
        ("", "commercial", None),
        ("indie", "", None),
        ("indie", "indie", None),
        ("indie", "commercial", "error"),
        ("education", "commercial", "error"),
        ("apprentice", "indie", "error"),
        ("apprentice", "", "warning"),
        ("", "indie", None),
    ],
)
def test_licence_is_held_against_the_farms(licence: str, farm: str, level: str | None) -> None:
    found = _scene.problems(scene(rop("a", "ifd"), licence=licence), {"farm_licence": farm})
    assert [problem.level for problem in found] == ([level] if level else [])


@pytest.mark.parametrize(
    ("version", "farm", "is_told"),
    [
        ("20.5.278", "20.5", False),
        ("21.0.512", "20.5", True),
        ("20.5.278", "21.0", False),
        ("22.0", "9.5", True),
        ("", "20.5", False),
        ("20.5.1", "", False),
        ("20.5.1", "new", False),
    ],
)
def test_newer_version_than_the_farms_is_told(version: str, farm: str, is_told: bool) -> None:
    found = _scene.problems(scene(rop("a", "ifd"), version=version), {"farm_version": farm})
    assert bool(found) is is_told


def test_complaint_of_the_node_is_a_warning() -> None:
    output = read(PaperNode("/out/a", "opengl", {**RANGE, "picture": "/s/$F4.png"}, warning="No camera"))
    assert told(output, "warning") == ["No camera"]


@pytest.mark.parametrize(
    ("node", "pictures"),
    [
        pytest.param(rop("a", "ifd"), ("/show/a.@####@.exr",), id="pictures"),
        pytest.param(rop("a", "geometry", sopoutput="/s/$F.bgeo.sc"), (), id="a cache"),
        pytest.param(rop("a", "ifd", vm_picture="/s/$F.rat"), (), id="what ffmpeg does not read"),
        pytest.param(
            rop("a", "ifd", soho_outputmode=1, soho_diskfile="/s/$F.ifd"), ("/show/a.@####@.exr",), id="an export"
        ),
        pytest.param(PaperNode("/out/tops", "topnet"), (), id="unknown files"),
    ],
)
def test_movie_is_made_of_pictures_only(node: PaperNode, pictures: tuple[str, ...]) -> None:
    assert read(node).pictures == pictures
    assert read(node, {"render_exports": "none"}).pictures == (() if "soho_diskfile" in node.parms else pictures)


@pytest.mark.parametrize(
    ("parms", "count"),
    [
        pytest.param({"wedgeparams": 2, "steps1": 3, "steps2": 4}, 12, id="channels multiplied"),
        pytest.param({"wedgeparams": 1, "steps1": 0}, 1, id="a channel without steps"),
        pytest.param({"random": "on", "numrandom": 7}, 7, id="random"),
    ],
)
@pytest.mark.parametrize("is_wired", [True, False])
def test_wedge_varies_what_it_is_wired_to_or_names(parms: dict[str, object], count: int, is_wired: bool) -> None:
    target = rop("a", "ifd")
    wires = [target] if is_wired else []
    wedge = PaperNode("/out/w", "wedge", {"driver": "" if is_wired else "/out/a", "wedgemethod": 0, **parms}, wires)
    _, output = _scene.outputs(scene(target, wedge), {})
    facts = facts_of(output)
    assert (facts.node, facts.wedge, facts.wedges, facts.service) == ("/out/a", "/out/w", count, "hbatch_mantra")
    assert str(output.frames) == "1-10"


@pytest.mark.parametrize(
    "parms",
    [
        pytest.param({"wedgemethod": "take"}, id="by takes"),
        pytest.param({"wedgemethod": 0, "random": "on", "numrandom": 0}, id="none"),
        pytest.param({"wedgemethod": 0, "wedgeparams": 2, "steps1": 900, "steps2": 900}, id="too many"),
    ],
)
def test_wedge_that_cannot_be_counted_is_an_error(parms: dict[str, object]) -> None:
    target = rop("a", "ifd")
    _, output = _scene.outputs(scene(target, PaperNode("/out/w", "wedge", parms, [target])), {})
    assert any("wedge cannot be sent" in message for message in told(output, "error"))
    (alone,) = _scene.outputs(scene(PaperNode("/out/w", "wedge", parms)), {})
    assert any("no ROP to vary" in message for message in told(alone, "error"))


def test_top_network_is_one_task_that_cooks_it() -> None:
    output = read(PaperNode("/out/tops", "topnet"))
    facts = facts_of(output)
    assert (output.is_whole, facts.is_cooked, facts.service, len(output.frames)) == (True, True, "hbatch_pdg", 1)


@pytest.mark.parametrize(
    ("take", "level"), [("_current_", ""), ("", ""), ("Main", ""), ("wide", "warning"), ("gone", "error")]
)
def test_a_take_of_the_rop_s_own_is_told_and_one_that_is_gone_is_an_error(take: str, level: str) -> None:
    node = PaperNode("/out/a", "ifd", {**RANGE, "vm_picture": "/s/a.$F4.exr", "take": take})
    output = read(node, takes=("Main", "wide"), take="Main")
    said = [(problem.level, bool(problem.fix)) for problem in output.problems if "the take" in problem.message]
    assert said == ([(level, True)] if level else [])


@pytest.mark.parametrize("is_wired", [True, False], ids=["wired", "named"])
def test_wedge_varies_what_fetches_fetch_in_the_end(is_wired: bool) -> None:
    target = rop("a", "ifd", vm_picture="/s/a.$F4.exr")
    fetches = [PaperNode(f"/out/f{n}", "fetch", {"source": source}) for n, source in ((1, "/out/f2"), (2, "/out/a"))]
    wedge = PaperNode("/out/w", "wedge", {"driver": "/out/f1", "wedgeparams": 1, "steps1": 3}, fetches[:is_wired])
    _, output = _scene.outputs(scene(target, *fetches, wedge), {})
    facts = facts_of(output)
    assert (facts.node, facts.wedges, facts.service, str(output.frames)) == ("/out/a", 3, "hbatch_mantra", "1-10")
    assert told(output, "error") == []


@pytest.mark.parametrize(
    ("type_name", "parms", "word"),
    [
        pytest.param("merge", {}, "is a merge", id="what only says an order"),
        pytest.param("wedge", {"wedgeparams": 1, "steps1": 2}, "is a wedge", id="another wedge"),
        pytest.param("fetch", {"source": "/out/x"}, "fetches itself", id="a fetch of itself"),
        pytest.param("fetch", {"source": "/out/gone"}, "no ROP to vary", id="a fetch of nothing"),
        pytest.param("topnet", {}, "is a topnet", id="a TOP network"),
    ],
)
def test_wedge_of_what_is_no_single_rop_is_told_at_the_wedge(
    type_name: str, parms: dict[str, object], word: str
) -> None:
    driver = PaperNode("/out/x", type_name, parms)
    wedge = PaperNode("/out/w", "wedge", {"driver": "/out/x", "wedgeparams": 1, "steps1": 3})
    outputs = {output.id: output for output in _scene.outputs(scene(driver, wedge), {})}
    (message,) = told(outputs["/out/w"], "error")
    assert "The wedge cannot be sent" in message and word in message


VRAY = {"SettingsOutput_img_file_path": "/s/p.$F4.exr", "f1": 1, "f2": 9, "f3": 1, "trange": 1}


@pytest.mark.parametrize(
    ("mode", "scene_file", "files", "is_whole", "words"),
    [
        pytest.param("0", "/s/a.vrscene", ["/s/p.@####@.exr"], False, [], id="pictures"),
        pytest.param("1", "/s/a.$F4.vrscene", ["/s/a.@####@.vrscene", "/s/p.@####@.exr"], False, [], id="both"),
        pytest.param(
            "1", "/s/a.vrscene", ["/s/a.vrscene", "/s/p.@####@.exr"], True, ["one file"], id="both, one scene"
        ),
        pytest.param("2", "/s/a.$F4.vrscene", ["/s/a.@####@.vrscene"], False, ["V-Ray's own"], id="scenes"),
        pytest.param("2", "/s/a.vrscene", ["/s/a.vrscene"], True, ["one file", "V-Ray's own"], id="one scene of all"),
    ],
)
def test_what_vray_writes_follows_its_export_mode(
    mode: str, scene_file: str, files: list[str], is_whole: bool, words: list[str]
) -> None:
    output = read(PaperNode("/out/v", "vray_renderer", {**VRAY, "render_export_mode": mode,
                                                        "render_export_filepath": scene_file}))  # fmt: skip
    assert (list(output.files), output.is_whole) == (files, is_whole)
    assert told(output, "error") == told(output, "warning") == []
    said = told(output, "info")
    assert len(said) == len(words) and all(any(word in one for one in said) for word in words)


def test_export_mode_that_only_houdini_knows_is_an_error() -> None:
    output = read(PaperNode("/out/v", "vray_renderer", {**VRAY, "render_export_mode": "$MODE"},
                            expressions={"render_export_mode": "$MODE"}))  # fmt: skip
    assert any("render_export_mode" in one for one in told(output, "error"))
