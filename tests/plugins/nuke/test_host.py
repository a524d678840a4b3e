"""What the host says of the open script, and what it never does to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from af_nuke._script import Script
from af_nuke.plan import NukePlan

from afsubmit.errors import SceneError
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.planning.plan import plan
from afsubmit.submission.planning.scene import Stamp, Target
from afsubmit.submission.settings.values import Settings
from tests.fakes.nuke import Habits

HEAD = "Root {\n first_frame 1001\n last_frame 1010\n}\n"


def write(name: str, file: str = "/renders/a.%04d.exr", more: str = "") -> str:
    return f"Write {{\n file {file}\n{more} name {name}\n}}\n"


def problems(session, chosen=None, settings=None):
    host = session.host
    outputs = [output for output in host.outputs() if chosen is None or output.id in chosen]
    words = {"host_plan": NukePlan(), "stamp": Stamp(1_700_000_000, "0badcafe"), "target": Target("jimmy", "pc01")}
    return plan(host.scene(), outputs, Settings(settings or {}), **words)


@pytest.mark.parametrize(
    ("script", "path", "where", "words"),
    [
        pytest.param(HEAD + write("Write1"), "", "scene", "never been saved", id="untitled"),
        pytest.param(HEAD, None, "outputs", "no Write node", id="no writes"),
        pytest.param(
            HEAD + write("A", more=" disable true\n") + write("B", more=" reading true\n"),
            None,
            "outputs",
            "All write nodes (2) are disabled",
            id="all disabled or reading",
        ),
        pytest.param(HEAD + "Write {\n name Write1\n}\n", None, "Write1", "no file to write to", id="no file"),
        pytest.param(HEAD + write("Write1", "/r/a.exr"), None, "Write1", "All 10 frames", id="no padding over a range"),
        pytest.param(HEAD + write("A") + write("B"), None, "B", "writes the same files as A", id="two to one file"),
        pytest.param(
            HEAD + write("A", more=' views middle\n views "left middle"\n'),
            None,
            "A",
            "left, middle",
            id="a view that is gone",
        ),
        pytest.param(
            HEAD + write("A", '"\\[value nobody.knob]/a.%04d.exr"'),
            None,
            "A",
            "cannot be worked out",
            id="an error in an expression",
        ),
        pytest.param(
            HEAD + write("A", more=" use_limit true\n first {{no_such.knob}}\n last 5\n"),
            None,
            "A",
            "frame range cannot be worked out",
            id="an error in the range",
        ),
        pytest.param(
            HEAD + write("A", more=" use_limit true\n first 20\n last 10\n"),
            None,
            "A",
            "ends before it begins",
            id="a reversed range",
        ),
        pytest.param(
            "Root {\n first_frame 1\n last_frame 10000000\n}\n" + write("A"),
            None,
            "A",
            "1000000",
            id="10 million frames",
        ),
        pytest.param(
            HEAD + "Root2 {\n}\n" + write("A", '"/r/\\[lindex a 0]/\\[getenv AFSUBMIT_TEST_NOT_SET]b.%04d.exr"'),
            None,
            "A",
            "",
            id="a variable that is not set",
        ),
    ],
)
def test_bad_input_is_a_problem_with_a_fix_and_the_session_stays(open_script, script, path, where, words) -> None:
    session = open_script(script, path)
    before = [dict(node._made.values) for node in session.fake.nodes], session.fake.is_modified
    made = problems(session)
    assert ([dict(node._made.values) for node in session.fake.nodes], session.fake.is_modified) == before
    if words:
        found = [problem for problem in made.problems if problem.level == "error" and words in problem.message]
        assert found and found[0].where == where and found[0].fix
        assert not made.jobs


@pytest.mark.parametrize("reads_by_frame", [True, False], ids=["frames put in", "technical notation"])
def test_frames_of_ten_million_take_no_time_and_no_memory(open_script, reads_by_frame) -> None:
    session = open_script("Root {\n first_frame 1\n last_frame 1000000\n}\n" + write("A"), None, Habits(reads_by_frame))
    assert session.host.outputs()[0].files == ("/renders/a.@####@.exr",)


def test_error_in_the_tree_is_a_warning_with_a_fix(open_script) -> None:
    session = open_script(HEAD + write("W"))
    session.fake.in_error = {"W"}
    made = problems(session)
    (problem,) = [problem for problem in made.problems if "plug-in" in problem.message]
    assert (problem.level, problem.where, bool(problem.fix)) == ("warning", "W", True)
    assert made.jobs, "the artist may know better"


def test_selected_writes_are_chosen_else_all(open_script) -> None:
    text = HEAD + write("A", "/r/a.%04d.exr") + write("B", "/r/b.%04d.exr")
    text += "Group {\n name G\n}\n" + write("In", "/r/c.%04d.exr") + "Output {\n name O\n}\nend_group\n"
    session = open_script(text)
    assert session.host.selected() == ["A", "B", "G.In"]
    session.fake.selection = ["B", "G"]
    assert session.host.selected() == ["B", "G.In"]


def test_scan_asks_nuke_a_bounded_number_of_things_for_each_node(open_script) -> None:
    def calls(writes: int, others: int) -> int:
        text = HEAD + "".join(f"Grade {{\n name G{i}\n}}\n" for i in range(others))
        text += "".join(write(f"W{i}", f"/r/w{i}.%04d.exr") for i in range(writes))
        session = open_script(text)
        session.fake.calls = 0
        session.host.outputs()
        return session.fake.calls

    base = calls(1, 0)
    assert (calls(1, 100) - base) / 100 <= 10, "for a node that does not render"
    assert (calls(101, 0) - base) / 100 <= 60, "for one that does"


def test_snapshot_has_the_farm_s_paths_and_the_artist_s_name(open_script, tmp_path) -> None:
    place = tmp_path.as_posix()
    text = HEAD.replace("}", f" project_directory {place}\n}}") + (
        f'Read {{\n inputs 0\n file "{place}/plates/a b.%04d.exr"\n label "{place}/plates"\n name Read1\n}}\n'
        f"Vectorfield {{\n vfield_file {place}/look.cube\n name V1\n}}\n"
        f"Group {{\n addUserKnob {{2 tex l Tex}}\n tex {place}/tex.png\n name G\n}}\nend_group\n"
        "# a comment with {\n" + write("W", '"\\[file dirname \\[value root.name]]/out/w.%04d.exr"')
    )
    session = open_script(text, tmp_path / "my comp.nk")
    copy = tmp_path / "copy.nk"
    session.host.save_snapshot(str(copy))
    session.host.map_snapshot(str(copy), PathMap([(str(tmp_path), "/farm/p")]))
    made = copy.read_text("utf-8")
    assert '"/farm/p/plates/a b.%04d.exr"' in made
    assert "vfield_file /farm/p/look.cube" in made
    assert "tex /farm/p/tex.png" in made
    assert f'label "{place}/plates"' in made, "a label is no path that Nuke opens"
    assert Script(made).root.value("project_directory") == "/farm/p"
    assert Script(made).nodes[-1].value("file") == "/farm/p/out/w.%04d.exr"


def test_snapshot_that_nuke_encrypted_is_sent_as_it_is(open_script, tmp_path, caplog) -> None:
    session = open_script(HEAD + write("W"))
    session.fake.script.text = lambda: "\x01\x02 {encrypted"
    session.host.save_snapshot(str(tmp_path / "copy.nknc"))
    assert (tmp_path / "copy.nknc").read_text("utf-8") == "\x01\x02 {encrypted"
    assert "as the application wrote it" in caplog.text


def test_settings_survive_the_script_and_leave_no_trace_when_only_read(open_script, tmp_path) -> None:
    session = open_script(HEAD + write("W"))
    session.host.load_settings()
    assert not session.fake.is_modified
    values = {"priority": 7, "job_name": 'a "b" [c] {d} $e \\ %41'}
    session.host.store_settings(values)
    assert session.fake.is_modified and not session.fake.undo._steps
    session.fake.save()
    again = open_script(Path(session.fake.path).read_text("utf-8"), session.fake.path)
    assert again.host.load_settings() == values
    from af_nuke._scene_file import open_scene

    assert open_scene(session.fake.path).load_settings() == values


def test_storing_the_same_settings_does_not_mark_the_script(open_script) -> None:
    session = open_script(HEAD)
    session.host.store_settings({"priority": 7})
    session.fake.is_modified = False
    session.host.store_settings({"priority": 7})
    assert not session.fake.is_modified


def test_call_that_nuke_does_not_know_is_named(open_script) -> None:
    session = open_script(HEAD + write("W"))
    del session.fake.module.allNodes
    with pytest.raises(SceneError, match=r"allNodes\(\)"):
        session.host.outputs()


@pytest.mark.parametrize("habits", [Habits(), Habits(main_thread_calls_at_once=True)], ids=["when idle", "at once"])
def test_save_as_is_heard_with_the_new_name(open_script, tmp_path, habits) -> None:
    session = open_script(HEAD, habits=habits)
    heard: list[str] = []
    end = session.host.on_saved(heard.append)
    session.fake.save(str(tmp_path / "comp v002.nk"))
    assert heard == [(tmp_path / "comp v002.nk").as_posix()]
    session.fake._scriptSave((tmp_path / "elsewhere.nk").as_posix())
    session.fake.idle()
    assert heard == [(tmp_path / "comp v002.nk").as_posix()], (
        "a copy that another tool saves is no save of the artist's"
    )
    end()


def test_renamed_session_is_put_back_and_said(open_script, tmp_path) -> None:
    session = open_script(HEAD)
    name = session.fake.path
    with pytest.raises(SceneError, match="renamed"):
        with session.host.unchanged():
            session.fake.path = str(tmp_path / "renamed by a hook.nk")
    assert session.fake.path == name
