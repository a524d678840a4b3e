"""`afsubmit history` and `afsubmit clean`: what was sent is found again, and only what nobody needs is removed."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from afsubmit.counted import size_text
from afsubmit.submission.history import cleaning
from afsubmit.submission.history.entries import SENDING, TAKEN_BACK, UNKNOWN, History
from tests.fakes import blend_file
from tests.fakes.farm_server import FarmServer

pytestmark = pytest.mark.usefixtures("nothing_else")


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch):
    monkeypatch.setattr(cleaning, "SETTLING_SECONDS", 0.0)


@pytest.fixture
def scene(tmp_path) -> Path:
    return blend_file.write(tmp_path / "work" / "shot.blend")


def copies(scene: Path) -> list[Path]:
    return sorted(set(scene.parent.iterdir()) - {scene})


def test_history_that_was_never_written_is_empty_and_stays_unwritten(server, afsubmit):
    assert afsubmit("history") == (0, "Nothing was sent from here yet.\n", "")
    assert afsubmit("history", "--json")[1] == "[]\n"
    assert not Path(History().path).exists()


def test_what_was_sent_is_listed_newest_first_with_what_became_of_it(server, afsubmit, scene):
    afsubmit("submit", "--command", "one")
    afsubmit("submit", str(scene))
    server.jobs[3]["state"] = "DON"
    del server.jobs[2]
    code, out, _ = afsubmit("history", "--json")
    rows = json.loads(out)
    assert code == 0
    assert [(row["number"], row["name"], row["id"]) for row in rows] == [(2, "shot", 3), (1, "one", 2)]
    assert (rows[1]["state"], rows[0]["scene"], rows[0]["origin"]) == ("deleted", str(scene), "command")
    assert len(afsubmit("history", "--limit", "1")[1].splitlines()) == 2
    assert [row["number"] for row in json.loads(afsubmit("history", "--scene", "shot.blend", "--json")[1])] == [2]


def test_silent_farm_is_said_and_the_list_shown(afsubmit):
    with FarmServer() as farm:
        address = farm.address
        afsubmit("submit", "--command", "one", "--server", address)
    code, out, err = afsubmit("history", "--server", address)
    assert code == 0 and "sent" in out.splitlines()[1] and "what was known" in err


def test_entry_is_shown_as_it_was_sent(server, afsubmit, scene):
    afsubmit("submit", str(scene))
    sent = next(request["job"] for request in server.requests if "job" in request)
    shown = json.loads(afsubmit("history", "show", "1", "--json")[1])
    assert shown["job"] == sent
    assert shown["files"] == {str(copies(scene)[0]): "is there"}
    assert "is there" in afsubmit("history", "show", "1")[1]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(("show", "9"), 1, "no entry 9", id="a number that is not there"),
        pytest.param(("resend", "9"), 1, "no entry 9", id="to be sent again"),
        pytest.param(("show",), 2, "name an entry", id="no number"),
        pytest.param(("list", "3"), 2, "the list takes none", id="a number too many"),
        pytest.param(("show", "x"), 2, "no number", id="a word for a number"),
        pytest.param(("show", "9" * 30), 2, "no number", id="a number beyond all"),
        pytest.param(("list", "--limit", "-5"), 2, "limit", id="less than none"),
        pytest.param(("forget", "1"), 2, "invalid choice", id="another verb"),
    ],
)
def test_wrong_words_are_named(server, afsubmit, words, code, said):
    found = afsubmit("history", *words)
    assert (found[0], found[1]) == (code, "") and said in found[2]


def test_job_is_sent_again_with_a_copy_of_its_own(server, afsubmit, scene):
    afsubmit("submit", str(scene))
    scene.write_bytes(b"the artist went on")
    assert afsubmit("history", "resend", "1")[0] == 0
    first, second = server.jobs[2], server.jobs[3]
    old, new = copies(scene)
    assert old.read_bytes() == new.read_bytes() != scene.read_bytes()
    names = {old.name, new.name}
    assert {name for name in names if name in first["command_post"]} != {
        name for name in names if name in second["command_post"]
    }
    for job in (first, second):
        (mine,) = [name for name in names if name in job["command_post"]]
        assert mine in job["blocks"][0]["command"]
    newest = History().entries()[0]
    assert (newest.origin, newest.scene, newest.host) == ("history", str(scene), "blender")


def test_command_is_sent_again(server, afsubmit):
    afsubmit("submit", "--command", "make @#@", "--frames", "1-3")
    code, out, _ = afsubmit("history", "resend", "1", "--json")
    assert code == 0 and json.loads(out)["jobs"][0]["number"] == 2
    assert server.jobs[2]["blocks"] == server.jobs[3]["blocks"]


@pytest.mark.parametrize("frames", ["1-3", "1,3,8"], ids=["a range", "listed"])
def test_files_that_are_there_are_warned_of_when_a_job_is_sent_again(server, afsubmit, tmp_path, frames):
    pattern = str(tmp_path / "f.@####@.txt")
    command = ["submit", "--command", "make @#@", "--writes", pattern, "--frames", frames]
    assert "there already" not in afsubmit(*command)[2]
    (tmp_path / "f.0003.txt").write_text("rendered", "utf-8")
    code, _, said = afsubmit("history", "resend", "1")
    assert code == 0 and "1 of 3 files are there already and will be overwritten" in said
    assert "writes the same files" in said, "the job of before is not done"


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_job_whose_copy_is_not_what_it_was_is_not_sent_again(server, afsubmit, scene, how):
    afsubmit("submit", str(scene))
    (copy,) = copies(scene)
    copy.unlink() if how == "gone" else copy.write_bytes(b"other")
    code, out, err = afsubmit("history", "resend", "1")
    assert (code, out) == (1, "") and str(copy) in err and f"again: {scene}" in err
    assert list(server.jobs) == [2]


def test_copy_of_a_job_that_is_gone_is_removed_only_when_told_so(server, afsubmit, scene):
    afsubmit("submit", str(scene))
    afsubmit("submit", str(scene), "--priority", "3")
    gone = server.jobs.pop(2)
    doomed = next(path for path in copies(scene) if path.name in gone["command_post"])
    code, out, _ = afsubmit("clean")
    assert code == 0 and str(doomed) in out and "1 file would be removed; nothing was done" in out
    assert len(copies(scene)) == 2
    code, out, _ = afsubmit("clean", "--yes", "--json")
    assert code == 0 and json.loads(out)["findings"][0]["remove"] == [str(doomed)]
    assert doomed not in copies(scene) and len(copies(scene)) == 1
    assert afsubmit("clean", "--yes") == (0, "Nothing is left over.\n", "")
    assert scene.exists()


def test_copy_that_somebody_works_on_is_kept(server, afsubmit, scene):
    afsubmit("submit", str(scene))
    server.jobs.clear()
    (copy,) = copies(scene)
    copy.write_bytes(b"an artist opened it and saved")
    code, out, _ = afsubmit("clean", "--yes")
    assert code == 0 and f"kept    {copy}" in out and copy.exists()


def test_nothing_is_removed_while_the_server_cannot_be_asked(afsubmit, scene):
    with FarmServer() as farm:
        address = farm.address
        afsubmit("submit", str(scene), "--server", address)
    code, out, err = afsubmit("clean", "--yes")
    assert code == 1 and address in err and "not looked at" in err and out == ""
    assert len(copies(scene)) == 1


def test_id_that_another_job_has_now_does_not_keep_a_copy(server, afsubmit, scene):
    afsubmit("submit", str(scene))
    server.jobs[2] = {**server.jobs[2], "serial": 99, "command_post": ""}
    assert afsubmit("clean", "--yes")[0] == 0
    assert copies(scene) == []


@pytest.mark.parametrize("state", [UNKNOWN, SENDING, TAKEN_BACK])
@pytest.mark.parametrize("is_there", [True, False], ids=["the farm has it", "the farm has it not"])
def test_what_nobody_heard_is_settled(server, afsubmit, scene, monkeypatch, state, is_there):
    afsubmit("submit", str(scene))
    history = History()
    history.note_state(1, state)
    if state == SENDING:
        assert afsubmit("clean")[1] == "Nothing is left over.\n", "it may be under way"
        monkeypatch.setattr(cleaning, "SENDING_SECONDS", 0.0)
    if not is_there:
        server.jobs.clear()
    time.sleep(0.01)
    code, out, _ = afsubmit("clean")
    assert code == 0 and ("has it after all" in out) is is_there
    assert afsubmit("clean", "--yes")[0] == 0
    if is_there:
        assert [(entry.state, entry.id, entry.serial) for entry in history.entries()] == [("sent", 2, 2)]
        assert len(copies(scene)) == 1
    else:
        assert history.entries() == [] and copies(scene) == []


def test_farm_of_this_machine_is_not_started_to_clean(afsubmit, scene, monkeypatch, tmp_path):
    with FarmServer() as farm:
        afsubmit("submit", str(scene), "--server", farm.address)
    entry = History().entries()[0]
    other = entry._replace(server="local:another machine")
    monkeypatch.setattr(History, "entries", lambda self, **wanted: [other])
    code, _, err = afsubmit("clean", "--yes")
    assert code == 1 and "only itself" in err and len(copies(scene)) == 1


def done_jobs(server, afsubmit, scene) -> None:
    """Two jobs with copies that are done, one that failed, one under way, and one of somebody else's."""
    for _ in range(4):
        afsubmit("submit", str(scene))
    for number, state in ((2, " DON"), (3, " ERR DON"), (4, " DON SKP"), (5, " RUN")):
        server.jobs[number].update(state=state, time_done=1000 if number == 2 else int(time.time()))
    copies(scene)[0].write_bytes(b"x" * 3 * 2**20)
    server.jobs[9] = {**server.jobs[2], "id": 9, "serial": 99, "name": "of another program"}


def test_clean_says_what_jobs_that_are_done_take(server, afsubmit, scene):
    done_jobs(server, afsubmit, scene)
    assert "2 jobs that you sent are done; their copies of scenes take 0 MB. --done lists them." in afsubmit("clean")[1]


def test_clean_done_lists_and_deletes_only_ours_that_succeeded(server, afsubmit, scene):
    done_jobs(server, afsubmit, scene)
    code, out, _ = afsubmit("clean", "--done")
    assert code == 0
    lines = out.splitlines()
    assert [line.split("(id ")[1].split(")")[0] for line in lines[:-1]] == ["2", "4"]
    assert lines[-1].startswith("2 jobs would be deleted, and their copies of scenes, ")
    assert sorted(server.jobs) == [2, 3, 4, 5, 9]
    code, out, _ = afsubmit("clean", "--done", "--yes", "--older", "1", "--json")
    found = json.loads(out)
    assert (code, [one["id"] for one in found["jobs"]], found["is_done"]) == (0, [2], True)
    assert sorted(server.jobs) == [3, 4, 5, 9]
    assert afsubmit("clean", "--done", "--yes")[1].count("deleted  ") == 1
    assert afsubmit("clean", "--done")[1] == "No job that was sent from here is done.\n"


def test_clean_done_counts_only_files_that_are_what_was_written(server, afsubmit, scene):
    afsubmit("submit", str(scene))
    server.jobs[2].update(state=" DON", time_done=1000)
    size = copies(scene)[0].stat().st_size
    found = json.loads(afsubmit("clean", "--done", "--json")[1])["jobs"]
    assert [one["bytes"] for one in found] == [size]
    copies(scene)[0].write_bytes(b"somebody saved it")
    found = json.loads(afsubmit("clean", "--done", "--json")[1])["jobs"]
    assert [one["bytes"] for one in found] == [0]


def test_clean_done_when_a_farm_is_silent_is_said_and_the_code_is_1(afsubmit, scene):
    with FarmServer() as farm:
        afsubmit("submit", str(scene), "--server", farm.address)
    code, _, err = afsubmit("clean", "--done")
    assert code == 1
    assert "cannot be reached" in err
    assert afsubmit("clean", "--older", "3")[0] == 1
    assert afsubmit("clean", "--done", "--older", "x")[0] == 2


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 MB"), (5 * 2**20, "5 MB"), (3_650_722_201, "3.4 GB"), (10**12, "931.3 GB")]
)
def test_sizes_are_said_in_the_largest_unit(size, text):
    assert size_text(size) == text
