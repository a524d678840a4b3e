"""The copy under its own name shows what the artist's script shows, in every knob of every node, or it is told."""

from __future__ import annotations

import string

import pytest
from af_nuke import _copy
from af_nuke._scene_file import open_scene
from af_nuke._script import Script
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.document.patterns import fill
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.settings.values import Settings
from tests.fakes.nuke import FakeNuke
from tests.fakes.nuke_knobs import with_frame

ORIGINAL = "/p/my shot/sh010_comp_v003.nk"
COPY = "/p/my shot/sh010_comp_v003.jimmy.pc01.0badcafe.nk"


def quoted(value: str) -> str:
    return FakeNuke("", "").script._word(value)


def shown(text: str, path: str, frame: int = 7) -> dict[tuple[str, str], str]:
    """(node, knob) -> what it shows in a session of Nuke that has the script open as `path`."""
    script = FakeNuke(text, path).script
    found = {}
    for made in [script.root, *script.nodes]:
        name = "Root" if made is script.root else made.full_name
        for knob in made.values:
            if (name, knob) != ("Root", "name"):
                found[name, knob] = script.carried_out(made, knob, frame)
    return found


def assert_same(text: str, original: str = ORIGINAL, copy: str = COPY) -> str:
    made = _copy.named(Script(text), original)
    assert_shows(made, copy, shown(text, original))
    return made


def assert_shows(made: str, path: str, wanted: dict[tuple[str, str], str]) -> None:
    """The copy has knobs of its own; every one of the artist's is there and shows what it showed."""
    found = shown(made, path)
    assert {place: found.get(place) for place in wanted} == wanted


ASKS = [
    "[file tail [value root.name]]",
    "[file rootname [file tail [value root.name]]].%04d.exr",
    "[knob root.name]",
    "[ value  root.name ]",
    '[value "root.name"]',
    "[value {root.name}]",
    "[value root.name none]",
    "[string toupper [value root.name]]",
    "[lindex [split [file tail [value root.name]] _] 0]",
    "[if {[string match *v003* [value root.name]]} {format yes} {format no}]",
    '[if {[string match "*v004*" [value root.name]]} {value root.name} {file dirname [value root.name]}]',
    "[join [lrange [split [value root.name] /] 0 end-1] /]/out",
    "[regsub {_v[0-9]+} [file tail [value root.name]] {}]",
    '[expr {[string length [value root.name]] > 3 ? "long" : "short"}]',
    "[file dirname [value root.name]]/[file tail [value root.name]]",
    "[set a 1; value root.name]",
    "[python {nuke.script_directory()}]/x",
    "[python {nuke.root().name()}]",
    "[python nuke.scriptName()]",
    "[python {os.path.basename(nuke.root().name())}]",
    "[python {nuke.root().knob('name').value()}]",
    "plain text that speaks of root.name and of value root.name",
]
PLACES = {
    "root": ("Root {{\n shot {}\n}}\n", ["[value name]", "[value this.name]"]),
    "write": ("Write {{\n name W\n file {}\n}}\n", ["[value parent.name]", "[value this.parent.name]"]),
    "text": ("Text2 {{\n name T\n message {}\n}}\n", []),
    "noop": ("NoOp {{\n name N\n addUserKnob {{1 shot}}\n shot {}\n}}\n", []),
    "group": ("Group {{\n name G\n addUserKnob {{1 shot}}\n shot {}\n}}\nend_group\n", []),
    "inside": (
        "Group {{\n name G\n}}\nGroup {{\n name H\n}}\nText {{\n name T\n message {}\n}}\nend_group\nend_group\n",
        ["[value parent.parent.parent.name]", "[value parent.name]", "[value parent.parent.name]"],
    ),
    "gizmo": ("SomeGizmo {{\n name S\n version_text {}\n}}\n", []),
}
CASES = [
    pytest.param(body.format(quoted(text)), id=f"{place}: {text}")
    for place, (body, more) in PLACES.items()
    for text in [*ASKS, *more]
]


@pytest.mark.parametrize("text", CASES)
def test_every_knob_of_the_copy_shows_what_the_original_shows(text: str) -> None:
    assert_same(text)


@pytest.mark.parametrize("text", [ask for ask in ASKS if "[" in ask and "python" not in ask])
def test_metadata_are_kept_within_their_own_quotes(text: str) -> None:
    words = "set shot/name " + FakeNuke("", "").script._word(text)
    assert_same(
        f"ModifyMetaData {{\n name M\n metadata {{\n {{{words}}}\n {{set b \\[value\\ root.name\\]}}\n }}\n}}\n"
    )


def test_chain_of_knobs_that_the_file_is_made_of_is_kept() -> None:
    text = (
        'Root {\n addUserKnob {1 shot}\n shot "\\[file rootname \\[file tail \\[value root.name]]]"\n}\n'
        'NoOp {\n name Info\n addUserKnob {1 out}\n out "/r/\\[value root.shot]"\n}\n'
        'Write {\n name W\n file "\\[value Info.out].%04d.exr"\n}\n'
    )
    made = assert_same(text)
    assert shown(made, COPY)["W", "file"] == "/r/sh010_comp_v003.%04d.exr"


NAMES = st.text(st.sampled_from(string.ascii_letters + " .#%@$[]{}\"';~-_éß\\&()0"), min_size=1, max_size=12)


@given(
    NAMES,
    st.sampled_from([ask for ask in ASKS if "python" not in ask and "split" not in ask]),
    st.sampled_from(sorted(PLACES)),
)
@settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_any_name_of_a_script_is_kept(name: str, text: str, place: str) -> None:
    assert_same(PLACES[place][0].format(quoted(text)), f"/p/{name}.nk".replace("\\", "/"))


@pytest.mark.parametrize(
    ("body", "where", "knob"),
    [
        pytest.param("Root {{\n onScriptLoad {}\n}}\n", "Root", "onScriptLoad", id="a callback of the root"),
        pytest.param("Write {{\n name W\n beforeRender {}\n}}\n", "W", "beforeRender", id="a callback of a write node"),
        pytest.param(
            "Group {{\n name G\n}}\nText {{\n name T\n message {}\n}}\nend_group\n", "G.T", "message", id="Tcl"
        ),
    ],
)
def test_python_that_asks_in_its_own_way_is_told_by_node_and_knob(open_script, tmp_path, body, where, knob) -> None:
    asked = (
        "r = nuke.root(); log(r['name'].value())"
        if knob != "message"
        else "[python {len(nuke.root()[ 'name' ].value())}]"
    )
    asked = asked.replace("r['name']", "nuke.toNode('root').knob('name')")
    text = body.format(quoted(asked)) + "Write {\n name Out\n file /r/a.exr\n}\n"
    session = open_script(text, tmp_path / "comp.nk")
    for host in (session.host, open_scene(str(tmp_path / "comp.nk"))):
        (problem,) = [one for one in host.scene().problems if one.where == where]
        assert (problem.level, f"knob {knob} " in problem.message, bool(problem.fix)) == ("warning", True, True)


ASKED = [
    pytest.param("Read {{\n name N\n file {}\n}}\n", "[getenv SHOT]/a.%04d.exr", id="what a Read reads"),
    pytest.param("Read {{\n name N\n file {}\n}}\n", "$env(SHOT)/a.%04d.exr", id="as Tcl has it"),
    pytest.param("Text2 {{\n name N\n message {}\n}}\n", "[getenv SHOT none]", id="a text, with a default"),
    pytest.param("Text2 {{\n name N\n message {}\n}}\n", "[file tail [getenv {SHOT}]]", id="deep in Tcl"),
    pytest.param("Text2 {{\n name N\n message {}\n}}\n", "[python {os.environ['SHOT']}]", id="Python"),
    pytest.param("Text2 {{\n name N\n message {}\n}}\n", '[python os.environ.get("SHOT")]', id="Python asks"),
    pytest.param("NoOp {{\n name N\n beforeRender {}\n}}\n", "print(os.getenv('SHOT'))", id="a callback"),
    pytest.param(
        "Group {{\n name N\n addUserKnob {{1 x}}\n x {}\n}}\nend_group\n", "[getenv SHOT]", id="a user's knob"
    ),
]


@pytest.mark.parametrize(("body", "asked"), ASKED)
def test_variable_of_the_session_when_the_job_does_not_carry_it_then_told(open_script, tmp_path, body, asked) -> None:
    text = body.format(quoted(asked)) + "Write {\n name Out\n file /r/a.exr\n}\n"
    session = open_script(text, tmp_path / "comp.nk")
    for host in (session.host, open_scene(str(tmp_path / "comp.nk"))):
        (problem,) = [one for one in host.scene().problems if "SHOT" in one.message]
        assert (problem.level, "N." in problem.message, bool(problem.fix)) == ("warning", True, True)
        host.take_settings(Settings({"environment": {"SHOT": "x"}}))
        assert not [one for one in host.scene().problems if "SHOT" in one.message]


@pytest.mark.parametrize("asked", ["[getenv OCIO]", "environment [value x]", "[getenv $x]", "$env", "$environment(X)"])
def test_variable_when_it_is_carried_or_none_is_named_then_not_told(open_script, tmp_path, asked) -> None:
    text = f"Text {{\n name N\n message {quoted(asked)}\n}}\nWrite {{\n name W\n file /r/a.exr\n}}\n"
    session = open_script(text, tmp_path / "comp.nk")
    for host in (session.host, open_scene(str(tmp_path / "comp.nk"))):
        assert not [one for one in host.scene().problems if "environment" in one.message]


@pytest.mark.parametrize(
    ("fps", "expected"),
    [
        ("25", 25.0),
        ("{23.976}", 23.976),
        ("{{parent.x}}", None),
        ('"\\[getenv FPS]"', None),
        ("0", None),
        ("nan", None),
    ],
)
def test_frame_rate_when_only_nuke_knows_it_then_told(tmp_path, fps, expected) -> None:
    file = tmp_path / "comp.nk"
    file.write_text(f"Root {{\n fps {fps}\n}}\nWrite {{\n name W\n file /r/a.exr\n}}\n")
    scene = open_scene(str(file)).scene()
    assert scene.fps == (expected or 24.0)
    assert bool([one for one in scene.problems if "frame rate" in one.message]) == (expected is None)


def test_what_a_window_alone_shows_is_not_told(open_script, tmp_path) -> None:
    label = quoted("[python {nuke.toNode('root').name()}]")
    text = f"NoOp {{\n name N\n label {label}\n}}\nWrite {{\n name W\n file /r/a.exr\n}}\n"
    session = open_script(text, tmp_path / "comp.nk")
    assert not [one for one in session.host.scene().problems if one.where == "N"]


def test_copy_that_the_artist_opened_is_kept_once_more() -> None:
    text = 'Text {\n name T\n message "\\[file tail \\[value root.name]]"\n}\n'
    once = _copy.named(Script(text), ORIGINAL)
    more = once + 'Text {\n name U\n message "\\[file tail \\[value root.name]]"\n}\n'
    twice = assert_same(more, COPY, "/p/another.nk")
    assert shown(twice, "/p/third.nk")["T", "message"] == "sh010_comp_v003.nk"


FOLDER = PathMap([("/p/my shot", "/farm/a b")])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('Root {\n addUserKnob {1 out}\n out "/p/my shot/out"\n}\n', id="a line of text of the root"),
        pytest.param('Root {\n addUserKnob {2 out}\n out "/p/my shot/out"\n}\n', id="a file of the root"),
        pytest.param(
            'Root {\n addUserKnob {1 out}\n out "\\[file dirname \\[value root.name]]/out"\n}\n', id="made of the name"
        ),
        pytest.param(
            'Root {\n addUserKnob {1 out}\n out "\\[value Look.top]/out"\n}\n'
            'Studio {\n name Look\n top "/p/my shot"\n}\n',
            id="a knob of a gizmo that is not seen",
        ),
    ],
)
def test_text_that_a_path_is_made_of_is_mapped_as_it_was_announced(text: str) -> None:
    text += 'Write {\n name W\n file "\\[value root.out]/w.%04d.exr"\n}\n'
    made = _copy.mapped(Script(_copy.named(Script(text), ORIGINAL)), FOLDER)
    announced = shown(text, ORIGINAL)["W", "file"]
    assert announced == "/p/my shot/out/w.%04d.exr"
    assert shown(made, "/farm/a b/copy.nk")["W", "file"] == FOLDER.path_to_server(announced)


def test_what_is_burnt_in_stays_as_the_artist_sees_it() -> None:
    text = 'Text {\n name T\n message "\\[value root.name]\\nfrom /p/my shot"\n label "/p/my shot"\n}\n'
    made = _copy.mapped(Script(_copy.named(Script(text), ORIGINAL)), FOLDER)
    assert_shows(made, COPY, shown(text, ORIGINAL))


DISK = PathMap([("/mnt/show", "/farm/show"), ("/p", "/farm/p")])
FILES = [
    pytest.param("[getenv SHOW]/a.%04d.exr", id="a variable of the session"),
    pytest.param("$env(SHOW)/a.%04d.exr", id="the same as Tcl has it"),
    pytest.param("[value root.disk]/[value root.show]/a.####.exr", id="a folder of the path map in two parts"),
    pytest.param("[value root.disk]/[value root.show]/%V/a.%d.exr", id="a file for each view"),
    pytest.param("[python {os.path.basename(nuke.root().name())}].%04d.exr", id="Python"),
    pytest.param("[file rootname [value root.name]].%04d.exr", id="the script's name"),
    pytest.param("[value root.disk]/[format %04d [expr [frame]]].exr", id="a frame by Tcl"),
    pytest.param("/mnt/show/plain.%04d.exr", id="plain"),
]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("within", [True, False], ids=["in Nuke", "from the file"])
def test_farm_writes_what_was_announced_whatever_its_own_session_has(
    open_script, tmp_path, monkeypatch, file, within
) -> None:
    """Rendered under another name, without the artist's variables, on a farm with other folders."""
    monkeypatch.setenv("SHOW", "/mnt/show")
    knobs = 'addUserKnob {1 disk}\n disk /mnt\n addUserKnob {1 show}\n show show\n views "left #ff0000\nright #00ff00"'
    root = f"Root {{\n {knobs}\n last_frame 12\n}}\n"
    text = root + f"Group {{\n name G\n}}\nWrite {{\n name W\n file {quoted(file)}\n}}\nend_group\n"
    session = open_script(text, tmp_path / "my comp.nk")
    host = session.host if within else open_scene(str(tmp_path / "my comp.nk"))
    (output,) = host.outputs()
    is_known = within or "python" not in file
    assert is_known == bool(output.facts.by_view) and (is_known or output.problems)
    copy = tmp_path / "copy.nk"
    host.save_snapshot(str(copy))
    host.map_snapshot(str(copy), DISK)
    monkeypatch.setenv("SHOW", "/somewhere/else")
    for frame in (1, 12):
        for view, pattern in output.facts.by_view.items():
            script = FakeNuke(copy.read_text("utf-8"), str(copy)).script
            made = next(node for node in script.nodes if node.full_name == "G.W")
            named = with_frame(script.expanded(made.values["file"].replace("%V", view), made, frame), frame)
            assert named == DISK.path_to_server(fill(pattern, frame, frame))


def test_name_that_cannot_be_written_as_one_text_keeps_its_expression(open_script, tmp_path) -> None:
    file = quoted("/r/[if {[frame] > 5} {return a} else {return b}].%04d.exr")
    session = open_script(f"Root {{\n last_frame 9\n}}\nWrite {{\n name W\n file {file}\n}}\n", tmp_path / "c.nk")
    session.host.save_snapshot(str(tmp_path / "copy.nk"))
    assert "[if {[frame] > 5}" in Script((tmp_path / "copy.nk").read_text("utf-8")).nodes[-1].value("file")
