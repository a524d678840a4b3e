"""Several set-ups in one script: kept in its root node, and sent from Nuke, its terminal and the command line alike."""

from __future__ import annotations

import json
from typing import Any

import pytest
from af_nuke.plan import NukePlan

from afsubmit.submission.settings import scene_text
from afsubmit.submitter import requests, scene_files, setups
from afsubmit.submitter.headless import understood
from afsubmit.submitter.setups import Setup

ROOT = "Root {{\n first_frame 1\n last_frame 9\n {knob} {kept}\n}}\n"
WRITES = "Write {\n file /r/a.%04d.exr\n name A\n}\nWrite {\n file /r/b.mov\n name B\n}\n"
FULL = Setup("full [v1] {x}", ["A", "B"], {"priority": 90})
TEST = Setup("try", ["A"], {"frames": "1,9", "environment": {"SHOT": "sh010"}})


def planned(request: Any) -> list[tuple[str, list[str], Any]]:
    jobs = request.planned(is_local=False).jobs
    return [
        (block["name"], job.document["priority"], block["command"].rpartition(" -x ")[0])
        for job in jobs
        for block in job.document["blocks"]
    ]


def test_each_set_up_is_a_job_of_its_own_from_nuke_and_from_the_file(open_script, tmp_path) -> None:
    kept = scene_text.encode(setups.laid({"priority": 20}, [FULL, TEST]))
    text = (
        ROOT.format(knob=f'addUserKnob {{1 {scene_text.NAME} l "" +INVISIBLE}}\n {scene_text.NAME}', kept=kept) + WRITES
    )
    session = open_script(text, tmp_path / "comp.nk")
    words: dict[str, Any] = {"outputs": None, "preset": (), "settings": {}}
    live = requests.of_host(session.host, NukePlan(), setup=["full*", "try"], **words)
    file = requests.of_scenes([tmp_path / "comp.nk"], setup="*", **words)
    assert not live.problems and not file.problems
    assert [planned(one) for one in live.listed] == [planned(one) for one in file.listed]
    assert [[name for name, _, _ in planned(one)] for one in live.listed] == [["A", "B"], ["A"]]
    assert [planned(one)[0][1] for one in live.listed] == [90, 99]


def test_what_nuke_kept_is_read_from_the_saved_script(open_script, tmp_path) -> None:
    session = open_script(ROOT.format(knob="fps", kept="24") + WRITES, tmp_path / "comp.nk")
    session.host.store_settings(setups.laid({"priority": 20}, [FULL, TEST]))
    session.fake.save()
    found = scene_files.open_scene(str(tmp_path / "comp.nk")).load_settings()
    assert setups.of(found) == {one.name: one for one in (FULL, TEST)} and setups.without(found) == {"priority": 20}


def test_command_line_sends_set_ups(tmp_path, capsys) -> None:
    from afsubmit.cli.main import main

    kept = scene_text.encode(setups.laid({}, [FULL, TEST]))
    (tmp_path / "comp.nk").write_text(ROOT.format(knob=scene_text.NAME, kept=kept) + WRITES)
    words = ["submit", str(tmp_path / "comp.nk"), "--dry-run", "--json", "--server", "farm:1"]
    assert main([*words, "--setup", "try", "--setup", "full*", "--priority", "7"]) == 0
    jobs = json.loads(capsys.readouterr().out)["jobs"]
    assert [([block["name"] for block in job["blocks"]], job["priority"]) for job in jobs] == [
        (["A"], 7),
        (["A", "B"], 7),
    ]
    assert main([*words[:2], "--window", "--setup", "*"]) == 1
    assert "--window shows one set-up" in capsys.readouterr().err
    assert main([*words, "--setup", "none"]) == 1
    assert "no set-up 'none'; it has: full [v1] {x}, try" in " ".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("words", "names"), [(["a.nk"], []), (["a.nk", "setup=full [v1] {x}", "setup=try"], ["full [v1] {x}", "try"])]
)
def test_nuke_s_terminal_takes_set_ups(words, names) -> None:
    found = understood(words)
    assert (found.setups, found.values) == (names, {})
