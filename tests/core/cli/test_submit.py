"""`afsubmit submit` as its users type it: what is shown is what is sent, and what is wrong is a sentence."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from afsubmit.cli import setting_flags
from afsubmit.submission.history.entries import History
from afsubmit.submission.settings.schema import SCHEMA, kinds
from tests.fakes import blend_file
from tests.fakes.farm_server import FarmServer

STAMP = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}|(?<=\"time_creation\": )\d+")
pytestmark = pytest.mark.usefixtures("nothing_else")
COMMAND = ("submit", "--command", "render @#@ @#@", "--frames", "1-10")


@pytest.fixture
def scene(tmp_path) -> Path:
    return blend_file.write(tmp_path / "work" / "sh 010.blend", [("Shot", 1, 10), ("Other", 5, 6)])


def sent_by(server: FarmServer) -> list[dict]:
    return [request["job"] for request in server.requests if "job" in request]


def without_stamp(jobs: object) -> str:
    return STAMP.sub("STAMP", json.dumps(jobs))


@pytest.mark.parametrize(
    "more",
    [
        pytest.param((), id="the scene that is active"),
        pytest.param(("--output", "*", "--jobs", "several", "--frames", "1,3,9-12"), id="a group of jobs"),
        pytest.param(("--no-snapshot", "--frames-per-task", "3", "--paused"), id="the scene itself"),
    ],
)
def test_dry_run_shows_what_is_sent_byte_for_byte(server, afsubmit, scene, more):
    code, out, _ = afsubmit("submit", str(scene), *more, "--dry-run", "--json")
    shown = json.loads(out)
    assert code == 0 and list(shown) == ["jobs", "problems", "snapshots", "sources"]
    assert afsubmit("submit", str(scene), *more)[0] == 0
    assert without_stamp(shown["jobs"]) == without_stamp(sent_by(server))
    snapshots = [path for path in shown["snapshots"] if path]
    assert len(shown["snapshots"]) == len(shown["jobs"])
    assert all(Path(path).name in job["command_post"] for path, job in zip(snapshots, shown["jobs"]))


def test_dry_run_writes_nothing_and_asks_no_server(server, afsubmit, scene, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    code, out, err = afsubmit("submit", str(scene), "--dry-run")
    assert code == 0 and "Shot" in out and "nothing was written or sent" in out
    assert "only" not in out and "its header was read" in err
    assert sorted(tmp_path.rglob("*")) == before
    assert server.requests == [] and not os.path.exists(History().path)


def test_scene_is_sent_with_a_copy_beside_it_and_stays_as_it_is(server, afsubmit, scene):
    content = scene.read_bytes()
    code, out, _ = afsubmit("submit", str(scene))
    assert (code, out) == (0, f"The farm {server.address} took the job sh 010 (id 2): Shot 1-10, 10 tasks.\n")
    (copy,) = set(scene.parent.iterdir()) - {scene}
    assert copy.read_bytes() == content == scene.read_bytes()
    assert copy.name in sent_by(server)[0]["command_post"]
    (entry,) = History().entries()
    assert (entry.origin, entry.state, entry.snapshot) == ("command", "sent", str(copy))


def test_command_is_sent_with_the_folder_it_was_typed_in(server, afsubmit):
    words = ("--frames", "-10--1", "--frames-per-task", "4", "--writes", "out_@####@.txt")
    assert afsubmit("submit", "--command", "bin/make @#@ @#@ > x", *words)[0] == 0
    (job,) = sent_by(server)
    (block,) = job["blocks"]
    assert (job["name"], block["command"]) == ("make", "bin/make @#@ @#@ > x")
    assert (block["frame_first"], block["frame_last"], block["frames_per_task"]) == (-10, -1, 4)
    assert block["working_directory"] == os.getcwd()
    assert block["files"] == [os.path.join(os.getcwd(), "out_@####@.txt")]


@pytest.mark.parametrize(
    ("words", "tasks"),
    [
        pytest.param(("render @#@", "--frames", "1,2,5"), ["render 1", "render 2", "render 5"], id="one number"),
        pytest.param(
            ("render @#@ @#@", "--frames", "1,2,5", "--frames-per-task", "9"), ["render 1 2", "render 5 5"], id="two"
        ),
    ],
)
def test_command_runs_exactly_the_frames_that_were_asked_for(server, afsubmit, words, tasks):
    assert afsubmit("submit", "--command", *words)[0] == 0
    assert [task["command"] for task in sent_by(server)[0]["blocks"][0]["tasks"]] == tasks


def test_answer_as_json_names_the_job(server, afsubmit):
    code, out, _ = afsubmit(*COMMAND, "--json")
    (job,) = json.loads(out)["jobs"]
    assert code == 0
    assert (job["id"], job["name"], job["server"], job["state"]) == (2, "render", server.address, "sent")


def example_of(setting) -> object:
    """A value that is not the default."""
    if setting.kind == kinds.WHOLE:
        return (setting.minimum or 0) + 1
    if setting.kind == kinds.MAP:
        value = {kinds.WHOLE: 3, kinds.FRAMES: "1-5"}.get(setting.items, "a b")
        return {"one": value, "two": value}
    if setting.kind == kinds.CHOICE:
        return next(choice for choice in reversed(setting.choices) if choice != setting.default)
    simple = {kinds.SWITCH: not setting.default, kinds.LIST: ["a b", "-c"], kinds.FRAMES: "1-5", kinds.FOLDER: "/a b"}
    return simple.get(setting.kind, "2030-01-02 03:04" if setting.kind == kinds.MOMENT else "a b")


@pytest.mark.parametrize("setting", SCHEMA, ids=lambda setting: setting.key)
def test_every_setting_has_its_flag(setting):
    import argparse

    parser = argparse.ArgumentParser()
    setting_flags.add_arguments(parser)
    value = example_of(setting)
    if setting.kind == kinds.SWITCH:
        words = [setting.flag if value else f"--no-{setting.flag[2:]}"]
    else:
        words = [f"{setting.flag}={setting.to_text(value)}"]
    assert setting_flags.values_of(parser.parse_args(words)) == {setting.key: value}
    assert setting_flags.values_of(parser.parse_args([])) == {}
    assert setting.flag in parser.format_help()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param((), "one of the two", id="nothing"),
        pytest.param(("a.blend", "--command", "x"), "one of the two", id="a scene and a command"),
        pytest.param((*COMMAND[1:], "--prority", "3"), "--prority", id="a flag that is not there"),
        pytest.param((*COMMAND[1:], "--priority", "high"), "whole number", id="a word for a number"),
        pytest.param((*COMMAND[1:], "--priority", "0"), "between 1 and 250", id="too small"),
        pytest.param(("--command", "x @#@", "--frames", "10-1"), "10-1", id="frames backwards"),
        pytest.param((*COMMAND[1:], "--environment", "A"), "NAME=value", id="no pair"),
        pytest.param((*COMMAND[1:], "--arguments", "'a"), "quot", id="an open quote"),
        pytest.param((*COMMAND[1:], "--jobs", "many"), "'several'", id="not a choice"),
        pytest.param((*COMMAND[1:], "--wait-until", "yesterday"), "wait_until", id="no moment"),
        pytest.param((*COMMAND[1:], "--local", "--server", "a:1"), "two farms", id="two farms"),
        pytest.param((*COMMAND[1:], "--output", "x"), "for scenes", id="an output of a command"),
        pytest.param((*COMMAND[1:], "--snapshot-folder", "x"), "for scenes", id="a snapshot of a command"),
    ],
)
def test_wrong_words_are_named_and_nothing_is_tried(server, afsubmit, words, said):
    for form in ((), ("--dry-run", "--json")):
        code, out, err = afsubmit("submit", *words, *form)
        assert (code, out) == (2, "")
        assert said in err.splitlines()[-1]
    assert server.requests == []


@pytest.mark.parametrize(
    ("words", "where", "said"),
    [
        pytest.param(("away.blend",), "away.blend", "no such file", id="no file"),
        pytest.param(("..",), "..", "known by its ending", id="a folder"),
        pytest.param(("text.txt",), "text.txt", "--command", id="another ending"),
        pytest.param(("broken.blend",), "broken.blend", "no .blend file", id="not what its ending says"),
        pytest.param(("empty.blend",), "empty.blend", "no .blend file", id="an empty file"),
        pytest.param(("short.blend",), "short.blend", "ends too early", id="half a file"),
        pytest.param(("good.blend", "--output", "Nobody"), "good.blend", "there are: Shot", id="no such output"),
        pytest.param(
            ("good.blend", "--snapshot-folder", "/away/x"), "snapshot_folder", "not exist", id="no such folder"
        ),
        pytest.param(("good.blend", "--preset", "night"), "good.blend", "no preset 'night'", id="no such preset"),
        pytest.param(("--command", "render @#@"), "render", "no frames", id="a command that lacks frames"),
        pytest.param(
            ("--command", "a @#@", "--frames", "1-9", "--frames-per-task", "2"), "a", "second @#@", id="half a range"
        ),
        pytest.param(("--command", " "), "command", "is empty", id="an empty command"),
        pytest.param(("good.blend", "--frames", "1-2000000"), "frames", "1,000,000", id="too many frames"),
    ],
)
def test_what_cannot_be_sent_is_a_problem_with_its_place(server, afsubmit, tmp_path, words, where, said):
    work = tmp_path / "work"
    whole = blend_file.write(work / "good.blend").read_bytes()
    for name, content in (("broken", b"PK\3\4 nonsense" * 9), ("empty", b""), ("short", whole[:40])):
        (work / f"{name}.blend").write_bytes(content)
    (work / "text.txt").write_text("x")
    before = sorted(work.iterdir())
    code, out, _ = afsubmit("submit", *words, "--dry-run", "--json")
    if code == 2:  # the schema refuses it already
        assert (where, out) == ("frames", "")
        return
    shown = json.loads(out)
    assert code == 1 and shown["jobs"] == shown["snapshots"] == []
    errors = [problem for problem in shown["problems"] if problem["level"] == "error"]
    assert [(problem["where"], said in problem["message"]) for problem in errors] == [(where, True)], errors
    code, out, err = afsubmit("submit", *words)
    assert (code, out) == (1, "") and said in err
    assert sent_by(server) == [] and sorted(work.iterdir()) == before


def test_one_bad_file_of_two_sends_nothing(server, afsubmit, scene):
    code, _, err = afsubmit("submit", str(scene), "away.blend")
    assert code == 1 and "away.blend" in err and server.requests == []


def test_several_files_are_several_submissions(server, afsubmit, scene):
    other = blend_file.write(scene.parent / "second.blend", version=blend_file.NEW)
    assert afsubmit("submit", str(scene), str(other))[0] == 0
    assert [job["name"] for job in sent_by(server)] == ["sh 010", "second"]
    submissions = {entry.submission for entry in History().entries()}
    assert len(submissions) == 2


def test_server_away_is_a_sentence_and_leaves_nothing(afsubmit, scene):
    with FarmServer() as gone:
        address = gone.address
    code, out, err = afsubmit("submit", str(scene), "--server", address)
    assert (code, out) == (1, "") and address in err
    assert list(scene.parent.iterdir()) == [scene]


def test_refusal_is_in_the_json(afsubmit, scene):
    with FarmServer("refusing") as farm:
        code, out, _ = afsubmit("submit", str(scene), "--server", farm.address, "--json")
    content = json.loads(out)
    assert code == 1 and content["jobs"] == []
    assert "Invalid job" in next(p["message"] for p in content["problems"] if p["level"] == "error")
    assert list(scene.parent.iterdir()) == [scene]


def test_preset_holds_where_the_words_say_nothing(server, afsubmit, tmp_path):
    folder = tmp_path / "config" / "afsubmit" / "presets"
    folder.mkdir(parents=True)
    (folder / "night.json").write_text('{"settings": {"priority": 7, "capacity": 500}}')
    assert afsubmit(*COMMAND, "--preset", "night", "--priority", "8")[0] == 0
    (job,) = sent_by(server)
    assert (job["priority"], job["blocks"][0]["capacity"]) == (8, 500)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('{"settings": {"priority": "high"}}', "priority", id="a wrong type"),
        pytest.param('{"settings": {"priority": 7,}}', "1:", id="no JSON"),
    ],
)
def test_bad_preset_is_named_with_the_place(server, afsubmit, tmp_path, text, said):
    folder = tmp_path / "config" / "afsubmit" / "presets"
    folder.mkdir(parents=True)
    (folder / "night.json").write_text(text)
    code, _, err = afsubmit(*COMMAND, "--preset", "night")
    assert code == 1 and said in err and "night.json" in err
    assert server.requests == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param("return {'veto': 'Not on a Friday.'}", "Not on a Friday.", id="it says no"),
        pytest.param("raise ValueError('my mistake')", "my mistake", id="it raises"),
        pytest.param("return 'garbage'", "not a JSON object", id="it answers garbage"),
        pytest.param("import time; time.sleep(60)", "was stopped", id="it hangs"),
        pytest.param("return {'jobs': []}", "1 job", id="it loses a job"),
    ],
)
def test_hook_has_its_say_before_anything_is_sent(server, afsubmit, tmp_path, monkeypatch, body, said):
    monkeypatch.setenv("AFSUBMIT_HOOK_TIMEOUT", "1" if "sleep" in body else "60")
    folder = tmp_path / "config" / "afsubmit" / "hooks"
    folder.mkdir(parents=True)
    (folder / "pre_submit.py").write_text(f"def pre_submit(question):\n    {body}\n")
    code, _, err = afsubmit(*COMMAND)
    assert code == 1 and said in err and "pre_submit.py" in err
    code, out, _ = afsubmit(*COMMAND, "--dry-run", "--json")
    assert code == 1 and said in json.loads(out)["problems"][-1]["message"]
    assert sent_by(server) == []


def test_dry_run_shows_what_a_hook_makes_of_the_jobs_and_tells_it_so(server, afsubmit, tmp_path):
    folder = tmp_path / "config" / "afsubmit" / "hooks"
    folder.mkdir(parents=True)
    lines = ["def pre_submit(question):", "    job = question['jobs'][0]"]
    lines += ["    job['name'] += ' dry' if question.get('is_dry_run') else ' sent'"]
    lines += ["    return {'jobs': [job], 'notes': ['Named.']}"]
    (folder / "pre_submit.py").write_text("\n".join(lines))
    _, out, _ = afsubmit(*COMMAND, "--dry-run", "--json")
    shown = json.loads(out)
    assert shown["jobs"][0]["name"] == "render dry" and shown["problems"][-1]["message"] == "Named."
    code, _, err = afsubmit(*COMMAND)
    assert code == 0 and sent_by(server)[0]["name"] == "render sent" and "Named." in err


def test_studio_folder_that_is_away_is_said_and_the_job_sent(server, afsubmit, monkeypatch):
    monkeypatch.setenv("AFSUBMIT_STUDIO", "/away/studio")
    code, _, err = afsubmit(*COMMAND)
    assert code == 0 and os.path.abspath("/away/studio") in err and len(sent_by(server)) == 1


def test_same_words_many_times_is_a_warning(server, afsubmit):
    code, _, err = afsubmit("submit", "--command", "make", "--frames", "1-3")
    assert code == 0 and "same words run 3 times" in err
    code, _, err = afsubmit("submit", "--command", "make")
    assert (code, err) == (0, "")


def test_python_is_the_one_that_runs_hooks(server, afsubmit, scene):
    from afsubmit.submitter import scene_files

    assert scene_files.open_scene(str(scene)).python() == sys.executable


@pytest.mark.parametrize("more", [("--dry-run",), ()], ids=["dry run", "sending"])
@pytest.mark.parametrize("words", [("--server", "farm:99999"), ()], ids=["no server", "no configuration"])
def test_json_is_one_object_when_the_surroundings_cannot_be_used(afsubmit, tmp_path, words, more):
    folder = tmp_path / "config" / "afsubmit"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{" if not words else "{}")
    code, out, _ = afsubmit(*COMMAND, *words, *more, "--json")
    shown = json.loads(out)
    assert code == 1 and shown["jobs"] == []
    assert [problem["level"] for problem in shown["problems"]] == ["error"]
    assert ("farm:99999" if words else "config.json:1:2") in shown["problems"][0]["message"]


def test_command_without_a_program_has_a_name_all_the_same(afsubmit):
    code, out, _ = afsubmit("submit", "--command", "/ @#@", "--frames", "1", "--dry-run", "--json")
    assert (code, json.loads(out)["jobs"][0]["name"]) == (0, "command")


def test_folder_that_is_typed_means_the_one_seen_from_the_terminal(afsubmit, scene, tmp_path):
    (tmp_path / "work" / "copies").mkdir()
    code, out, _ = afsubmit("submit", str(scene), "--snapshot-folder", "copies", "--dry-run", "--json")
    shown = json.loads(out)
    assert code == 0 and os.path.dirname(shown["snapshots"][0]) == str(tmp_path / "work" / "copies")
    assert shown["snapshots"][0] in shown["jobs"][0]["command_post"]
    assert (
        afsubmit("submit", str(scene), "--worker-folder", "P:/scripts", "--server", "farm:51000", "--dry-run")[0] == 0
    )
