"""`afsubmit doctor` says what is not believed, and what it says to do mends it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from afsubmit.studio import farm_file

pytestmark = pytest.mark.posix("owners, modes and links")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder in which a farm once ran, and a studio with a hook."""
    home, studio = tmp_path / "home", tmp_path / "studio"
    monkeypatch.setenv("AFSUBMIT_HOME", str(home))
    monkeypatch.setenv("AFSUBMIT_STUDIO", str(studio))
    monkeypatch.setenv("AF_USERNAME", "jimmy")
    farm = Path(farm_file.make_folder(farm_file.machine_name()))
    (farm / "bin").mkdir(mode=0o700)
    (studio / "hooks").mkdir(parents=True)
    for path in (
        home / "history.db",
        farm / "farm.sqlite",
        farm / "bin" / "deletefiles",
        studio / "hooks" / "pre_submit",
    ):
        path.write_text("")
        os.chmod(path, 0o700)
    for folder in (home, studio, studio / "hooks"):
        os.chmod(folder, 0o755)
    return home


def untrusted(afsubmit) -> list[dict]:
    return [one for one in json.loads(afsubmit("doctor", "--json").out)["findings"] if one["name"] == "not trusted"]


@pytest.mark.parametrize(
    "place",
    ["home", "home/history.db", "home/farm", "FARM", "FARM/farm.sqlite", "FARM/bin", "FARM/bin/deletefiles",
     "studio/hooks", "studio/hooks/pre_submit"],
)  # fmt: skip
@pytest.mark.parametrize("mode", [0o777, 0o722], ids=oct)
def test_doctor_when_others_can_write_then_said_and_its_advice_mends_it(home, afsubmit, server, place, mode) -> None:
    assert untrusted(afsubmit) == []
    path = home.parent / place.replace("FARM", f"home/farm/{farm_file.machine_name()}")
    os.chmod(path, mode)
    found = untrusted(afsubmit)
    assert [one["text"].partition(":")[0] for one in found] == [str(path)]
    subprocess.run(["/bin/sh", "-c", found[0]["fix"].rpartition(": ")[2]], check=True, timeout=120)
    assert untrusted(afsubmit) == []


@pytest.mark.parametrize("name", ["afsubmit.log", "FARM/farm.log", "FARM/farm.json", "FARM/farm.lock"])
def test_doctor_when_a_file_of_ours_is_a_link_or_a_pipe_then_said(home, afsubmit, server, name: str) -> None:
    path = home / name.replace("FARM", f"farm/{farm_file.machine_name()}")
    path.symlink_to(home / "elsewhere")
    assert ["link" in one["text"] for one in untrusted(afsubmit)] == [True]
    path.unlink()
    os.mkfifo(path)
    assert ["no regular file" in one["text"] for one in untrusted(afsubmit)] == [True]
