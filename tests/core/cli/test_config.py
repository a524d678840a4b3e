"""`afsubmit config` and `afsubmit doctor`: what counts here and why, and what to do when something is wrong."""

from __future__ import annotations

import glob
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from afsubmit import __version__
from afsubmit.cli import applications
from afsubmit.studio import hosts, windows_registry
from tests.core.api.conftest import RecordingFarm, framed
from tests.fakes.farm_server import FarmServer


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Writes the CGRU configuration of a studio."""

    def write(text: str) -> Path:
        (tmp_path / "config_default.json").write_text(text, encoding="utf-8")
        monkeypatch.setenv("CGRU_LOCATION", str(tmp_path))
        return tmp_path

    return write


def files_below(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*"))


def test_config_when_nothing_is_set_then_what_it_comes_to_and_from_where(run, tmp_path: Path) -> None:
    done = run("afsubmit", "config", USER="STUDIO\\Anna", HOME=str(tmp_path))
    rows = {line.split()[0]: line.split(None, 2)[1:] for line in done.stdout.splitlines()[1:]}
    assert (done.returncode, done.stderr) == (0, "")
    assert rows["user_name"] == ["anna", "the user logged in"]
    assert rows["af_serverport"] == ["51000", "default"]
    assert files_below(tmp_path) == []


OF_ANOTHER = "OS_linux" if os.name == "nt" else "OS_windows"


def test_config_when_a_studio_and_the_environment_speak_then_each_source(run, site, tmp_path: Path) -> None:
    config = {"af_servername": "farm", "af_priority": 50, "pathsmap": [["/a", "/b"]], "-off": 1, OF_ANOTHER: {"x": 1}}
    file = site(json.dumps({"cgru_config": config})) / "config_default.json"
    done = run("afsubmit", "config", "--json", AFSUBMIT_SERVER="farm2:1", AF_USERNAME="jimmy", HOME=str(tmp_path))
    found = json.loads(done.stdout)
    assert found["server"] == {"value": "farm2:1", "source": "environment AFSUBMIT_SERVER"}
    assert found["af_servername"] == {"value": "farm", "source": str(file)}
    assert found["af_priority"] == {"value": 50, "source": str(file)}
    assert found["farm_os"] == {"value": "posix", "source": "pathsmap"}
    assert found["user_name"] == {"value": "jimmy", "source": "environment AF_USERNAME"}
    assert not {"-off", "off", "x"} & set(found)


def test_config_says_where_presets_settings_and_hooks_are(run, tmp_path: Path) -> None:
    studio = tmp_path / ("a studio's folder with a name " * 3).strip()
    variables = {"HOME": str(tmp_path), "AFSUBMIT_STUDIO": str(studio), "AFSUBMIT_SHOW": "sh010"}
    found = json.loads(run("afsubmit", "config", "*_folder", "--json", **variables).stdout)
    assert found["studio_folder"] == {"value": str(studio), "source": "environment AFSUBMIT_STUDIO"}
    assert found["show_folder"]["value"] == str(studio / "shows" / "sh010")
    assert found["user_folder"]["value"].endswith("afsubmit")
    assert str(studio) in run("afsubmit", "config", **variables).stdout, "whole, however long"


def test_config_when_keys_are_named_then_only_these(run) -> None:
    done = run("afsubmit", "config", "af_server*", "server", "--json")
    assert set(json.loads(done.stdout)) == {"server", "af_servername", "af_serverport"}
    done = run("afsubmit", "config", "nothing")
    assert (done.returncode, done.stderr) == (1, "afsubmit: Nothing is known of nothing.\n")


def test_config_when_it_holds_secrets_then_they_are_hidden(run, site) -> None:
    site(json.dumps({"cgru_config": {"pswd_god": "abcdef", "af_db_conninfo": "password=abcdef"}}))
    for words in ([], ["--json"]):
        done = run("afsubmit", "config", *words)
        assert "abcdef" not in done.stdout
        assert done.stdout.count("(hidden)") == 2


def test_config_when_a_file_of_the_studio_is_broken_then_named_and_the_rest_shown(run, site) -> None:
    file = site('{"cgru_config": {"a": 1,}}') / "config_default.json"
    done = run("afsubmit", "config")
    assert done.returncode == 0
    assert f"{file}:1:" in done.stderr
    assert "af_serverport" in done.stdout


def test_config_when_our_own_file_is_broken_then_one_sentence_and_code_1(run, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"server": 5}', encoding="utf-8")
    done = run("afsubmit", "config", AFSUBMIT_STUDIO=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"afsubmit: {tmp_path / 'config.json'}: server: a text is needed, not 5.\n"
    done = run("afsubmit", "doctor", AFSUBMIT_STUDIO=str(tmp_path))
    assert done.returncode == 1
    assert "! configuration" in done.stdout


def looked_at(done: Any) -> dict[str, Any]:
    return {one["name"]: one for one in json.loads(done.stdout)["findings"]}


def test_doctor_when_all_is_well_then_code_0(run, farm) -> None:
    address = f"{farm.address.host}:{farm.address.port}"
    done = run("afsubmit", "doctor", "--json", AFSUBMIT_SERVER=address, AF_USERNAME="jimmy", AF_HOSTNAME="pc01")
    found = looked_at(done)
    assert (done.returncode, done.stderr) == (0, "")
    assert found["afsubmit"]["text"].startswith(f"{__version__} in ")
    assert sys.executable in found["Python"]["text"]
    assert (found["user"]["text"], found["machine"]["text"]) == ("jimmy", "pc01")
    assert found["farm"]["text"] == f"{address}, from environment AFSUBMIT_SERVER"
    assert found["farm answers"]["level"] == "good"
    assert found["renders"]["text"] == "1 of 1 online"
    assert found["farm's log"]["text"].endswith("farm.log")
    assert found["log"]["text"].endswith("afsubmit.log")
    assert set(hosts.found()) <= set(found)


@pytest.mark.parametrize(
    ("variables", "words", "said"),
    [
        pytest.param({"AFSUBMIT_SERVER": "127.0.0.1:1"}, [], "no (127.0.0.1: Connection refused)", id="down"),
        pytest.param({}, ["--server", "127.0.0.1:1"], "no (127.0.0.1: Connection refused)", id="named"),
        pytest.param(
            {"CGRU_AF_SERVERNAME": "no.such.host.invalid"}, [], "no (no.such.host.invalid: ", id="no such host"
        ),
    ],
)
def test_doctor_when_the_farm_is_away_then_why_and_code_1(
    run, variables: dict[str, str], words: list[str], said: str
) -> None:
    done = run("afsubmit", "doctor", *words, **variables)
    assert done.returncode == 1
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("! "))
    assert said in line


def test_doctor_when_this_machine_s_farm_does_not_run_then_what_starts_it_and_code_0(run) -> None:
    done = run("afsubmit", "doctor", "--json", AFSUBMIT_SERVER="local")
    found = looked_at(done)["farm answers"]
    assert (done.returncode, found["level"], found["text"]) == (0, "warning", "none runs on this machine now")
    assert "`afsubmit farm`" in found["fix"]


def test_doctor_when_the_farm_is_silent_then_no_longer_than_the_time_out(run) -> None:
    with FarmServer("silent") as farm:
        done = run("afsubmit", "doctor", "--json", AFSUBMIT_SERVER=farm.address, AFSUBMIT_READ_TIMEOUT="0.2")
    assert done.returncode == 1
    assert "silent for 0.2 s" in looked_at(done)["farm answers"]["text"]


def test_doctor_when_the_list_of_renders_is_spoilt_then_why_and_code_0(run) -> None:
    farm = RecordingFarm()
    spoilt = b'{"renders":[{"id":1,"tasks":[{"job_name":"say "hi""}]}]}'
    farm.answer = lambda root: (
        framed({"users": []}) if root["get"]["type"] == "users" else b"AFANASY %d JSON%s" % (len(spoilt), spoilt)
    )
    done = run("afsubmit", "doctor", "--json", AFSUBMIT_SERVER=f"127.0.0.1:{farm.port}", AF_USERNAME="jimmy")
    farm.close()
    found = looked_at(done)
    assert (done.returncode, found["farm answers"]["level"], found["renders"]["level"]) == (0, "good", "warning")
    assert "quote or backslash in its name" in found["renders"]["fix"]


def test_doctor_when_the_state_folder_cannot_be_made_then_what_to_do(run, farm, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    address = f"{farm.address.host}:{farm.address.port}"
    done = run("afsubmit", "doctor", "--json", AFSUBMIT_SERVER=address, AFSUBMIT_HOME=str(tmp_path / "file" / "x"))
    found = looked_at(done)["state folder"]
    assert (done.returncode, found["level"]) == (0, "warning")
    assert f"({tmp_path / 'file'} is not a folder)" in found["text"]
    assert "AFSUBMIT_HOME" in found["fix"]


def test_doctor_then_nothing_is_written(run, tmp_path: Path) -> None:
    run("afsubmit", "doctor", AFSUBMIT_SERVER="127.0.0.1:1", AFSUBMIT_HOME=str(tmp_path / "a"), HOME=str(tmp_path))
    assert files_below(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "application"),
    [
        pytest.param("Nuke15.1", "nuke", id="Nuke of Linux"),
        pytest.param("nuke", "nuke", id="a link to Nuke"),
        pytest.param("maya2025", "maya", id="Maya with a year"),
        pytest.param("hython", "houdini", id="Houdini's Python"),
        pytest.param("blender", "blender", id="Blender"),
        pytest.param("blender-thumbnailer", "", id="a tool of Blender"),
        pytest.param("nuke-helper", "", id="something else"),
    ],
)
def test_program_on_the_path_then_its_application(tmp_path: Path, name: str, application: str) -> None:
    program = tmp_path / name
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    found = applications.found({"PATH": str(tmp_path), "PROGRAMFILES": str(tmp_path / "none")})
    here = [key for key, programs in found.items() if str(program) in programs]
    assert here == ([application] if application else [])


INSTALLED = {
    "darwin": {
        "blender": ["Applications/Blender 4.5.app"],
        "houdini": ["Applications/Houdini/Houdini20.5.332/Houdini FX 20.5.332.app"],
        "maya": ["Applications/Autodesk/maya2025/Maya.app"],
        "nuke": ["Applications/Nuke15.1v3/Nuke15.1v3.app"],
    },
    "win32": {
        "blender": ["Program Files/Blender Foundation/Blender 4.5/blender.exe"],
        "houdini": ["Program Files/Side Effects Software/Houdini 20.5.332/bin/houdini.exe"],
        "maya": ["Program Files/Autodesk/Maya2025/bin/maya.exe"],
        "nuke": ["Program Files/Nuke15.1v3/Nuke15.1.exe"],
    },
}
"""Where their installers put the applications, below the root of a disk."""


@pytest.mark.parametrize("platform", INSTALLED)
def test_application_where_its_installer_puts_it_then_found(tmp_path: Path, monkeypatch, platform: str) -> None:
    for paths in INSTALLED[platform].values():
        for path in paths:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).touch(mode=0o755)
    listed = glob.glob
    monkeypatch.setattr(glob, "glob", lambda mask: listed(mask if str(tmp_path) in mask else f"{tmp_path}{mask}"))
    files = str(tmp_path / "Program Files")
    found = applications.found({"PATH": "", "PROGRAMFILES": files}, platform)
    assert found == {name: [str(tmp_path / path) for path in paths] for name, paths in INSTALLED[platform].items()}


OF_ITS_FOLDER = {
    "blender": "blender.exe",
    "houdini": "bin/houdini.exe",
    "maya": "bin/maya.exe",
    "nuke": "Nuke15.1.exe",
}
UNINSTALL = windows_registry.INSTALLED + r"\afsubmit-test"


@pytest.fixture
def registry():
    """`registry(key, name, value)`: a text in the part of the registry that is the user's own; gone afterwards."""
    import winreg

    made: dict[str, None] = {}

    def write(key: str, name: str, value: str) -> None:
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
            winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, value)
        made[key] = None

    yield write
    for key in reversed(made):
        winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)


@pytest.mark.windows("the registry")
def test_application_that_only_the_registry_knows_then_found(tmp_path: Path, registry) -> None:
    programs = {name: tmp_path / f"my {name}" / path for name, path in OF_ITS_FOLDER.items()}
    for program in programs.values():
        program.parent.mkdir(parents=True)
        program.touch()
    registry(rf"{UNINSTALL}-nuke", "InstallLocation", f"{tmp_path / 'my nuke'}\\")
    registry(rf"{UNINSTALL}-houdini", "InstallLocation", f'"{tmp_path / "my houdini"}"')
    registry(r"Software\Classes\.ma", "", "afsubmit-test.ma")
    for folder in ("", r"\shell", r"\shell\open", r"\shell\open\command"):
        registry(rf"Software\Classes\afsubmit-test.ma{folder}", "", f'"{programs["maya"]}" "%1"')
        registry(rf"Software\Classes\afsubmit-test.blend{folder}", "", f'"{tmp_path}\\my blender\\launcher.exe" "%1"')
    registry(r"Software\Classes\.blend", "", "afsubmit-test.blend")
    found = applications.found({"PATH": "", "PROGRAMFILES": str(tmp_path)})
    assert {name: [os.path.normpath(path) for path in paths] for name, paths in found.items()} == {
        name: [str(program)] for name, program in programs.items()
    }
