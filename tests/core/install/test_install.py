"""`afsubmit install` and `--uninstall`: what they put where, and that nothing of anybody else's is touched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from afsubmit import __version__
from afsubmit.cli import applications
from afsubmit.cli.main import main
from afsubmit.install import recipe, text_block, tree
from afsubmit.local import launch
from afsubmit.studio import host_file
from tests.fakes import blend_file

PROJECT = Path(__file__).resolve().parents[3]
OWN = b"import nuke\nnuke.knobDefault('Write.channels', 'rgba')\n"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(None, id="no init.py"),
        pytest.param(OWN, id="a studio's init.py"),
        pytest.param(OWN.rstrip(b"\n"), id="without an end of line"),
        pytest.param(OWN.replace(b"\n", b"\r\n"), id="with lines of Windows"),
        pytest.param("# été\n\n\n".encode("latin-1"), id="in no UTF-8"),
        pytest.param(b"\n", id="an empty line"),
    ],
)
def test_uninstall_leaves_every_byte_as_it_was(tmp_path, before: bytes | None, capsys) -> None:
    home = tmp_path / "home of nuke"
    if before is not None:
        home.mkdir()
        (home / "init.py").write_bytes(before)
        (home / "menu.py").write_bytes(b"# theirs\n")
    was = contents(home)
    assert main(["install", "nuke", "--folder", str(home)]) == 0
    assert (home / "afsubmit-nuke" / "core" / "afsubmit" / "__init__.py").is_file()
    once = contents(home)
    assert main(["install", "nuke", "--folder", str(home)]) == 0
    assert contents(home) == once, "a second time changes nothing"
    assert main(["install", "nuke", "--uninstall", "--folder", str(home)]) == 0
    assert contents(home) == was
    assert main(["install", "nuke", "--uninstall", "--folder", str(home)]) == 0
    assert "There was no plugin" in capsys.readouterr().out


def test_init_py_runs_its_own_lines_and_ours(tmp_path) -> None:
    home = tmp_path / ".nuke"
    home.mkdir()
    (home / "init.py").write_bytes(b"seen = 1")
    main(["install", "nuke", "--folder", str(home)])
    program = (
        "import sys, types; added = []; nuke = types.ModuleType('nuke'); nuke.pluginAddPath = added.append\n"
        "sys.modules['nuke'] = nuke; space = {}\n"
        f"exec(open({str(home / 'init.py')!r}).read(), space); print(space['seen'], added)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "1 ['./afsubmit-nuke']", done.stderr


def test_block_never_stops_nuke(tmp_path) -> None:
    main(["install", "nuke", "--folder", str(tmp_path)])
    program = f"exec(open({str(tmp_path / 'init.py')!r}).read())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, "there is no module nuke here"
    assert len(done.stdout.splitlines()) == 1


def test_installed_plugin_brings_its_own_core_and_nothing_else(tmp_path) -> None:
    main(["install", "nuke", "--folder", str(tmp_path)])
    folder = tmp_path / "afsubmit-nuke"
    program = (
        f"import sys; sys.path.insert(0, {str(folder)!r}); import af_nuke.plan, afsubmit, af\n"
        "print(afsubmit.__file__); print(sys.path[-1]); print(af_nuke.plan.NukePlan.name)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, timeout=60)
    core = str(folder / "core")
    assert done.stdout.split() == [os.path.join(core, "afsubmit", "__init__.py"), core, "nuke"], done.stderr


def test_studio_s_own_af_comes_first(tmp_path) -> None:
    main(["install", "nuke", "--folder", str(tmp_path)])
    (tmp_path / "cgru").mkdir()
    (tmp_path / "cgru" / "af.py").write_text("WHOSE = 'the studio'\n")
    program = (
        f"import sys; sys.path[:0] = [{str(tmp_path / 'afsubmit-nuke')!r}, {str(tmp_path / 'cgru')!r}]\n"
        "import af_nuke.plan, af; print(af.WHOSE)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "the studio", done.stderr


def test_newer_one_replaces_an_older_and_keeps_what_others_put_there(tmp_path, capsys) -> None:
    main(["install", "nuke", "--folder", str(tmp_path)])
    folder = tmp_path / "afsubmit-nuke"
    (folder / "af_nuke" / "gone_since.py").write_text("old = 1\n")
    listed = (folder / tree.LIST).read_text()
    (folder / tree.LIST).write_text(listed.replace('"files": [', '"files": [\n  "af_nuke/gone_since.py",'))
    (folder / "note of an artist.txt").write_text("mine")
    main(["install", "nuke", "--folder", str(tmp_path)])
    assert not (folder / "af_nuke" / "gone_since.py").exists()
    assert (folder / "note of an artist.txt").read_text() == "mine"
    main(["install", "nuke", "--uninstall", "--folder", str(tmp_path)])
    assert contents(tmp_path) == {os.path.join("afsubmit-nuke", "note of an artist.txt"): b"mine"}
    assert "note of an artist.txt" in capsys.readouterr().out


def test_folder_of_somebody_else_is_left_alone(tmp_path, capsys) -> None:
    (tmp_path / "afsubmit-nuke").mkdir()
    (tmp_path / "afsubmit-nuke" / "theirs.py").write_text("x")
    assert main(["install", "nuke", "--folder", str(tmp_path)]) == 1
    assert "was not put there by" in capsys.readouterr().err
    assert contents(tmp_path) == {os.path.join("afsubmit-nuke", "theirs.py"): b"x"}


def test_file_that_cannot_be_written_is_one_sentence(tmp_path, capsys) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    assert main(["install", "nuke", "--folder", str(blocked / "sub")]) == 1
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("version", "place"),
    [
        pytest.param("3.4", "3.4/scripts/addons/afanasy", id="an add-on before 4.2"),
        pytest.param("4.5", "4.5/extensions/user_default/afanasy", id="an extension from 4.2 on"),
    ],
)
def test_blender_gets_it_where_that_version_looks(tmp_path, version: str, place: str, capsys) -> None:
    (tmp_path / version).mkdir()
    (tmp_path / "2.79").mkdir()
    assert main(["install", "blender", "--folder", str(tmp_path)]) == 0
    assert (tmp_path / place / "afsubmit" / "__init__.py").is_file()
    assert (tmp_path / place / "__init__.py").is_file()
    assert not list((tmp_path / "2.79").iterdir())
    assert main(["install", "blender", "--uninstall", "--folder", str(tmp_path)]) == 0
    assert not (tmp_path / place).exists()
    assert "Preferences" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["blender"], "Start Blender once", id="no Blender ever started"),
        pytest.param(["blender", "--version", "2.79"], "3.4, or newer", id="a version that is too old"),
        pytest.param(["blender", "--version", "new"], "such as 3.4", id="no version at all"),
        pytest.param(["nuke", "--version", "15"], "leave --version out", id="a version for Nuke"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(tmp_path, words, sentence, capsys, monkeypatch) -> None:
    monkeypatch.setattr(applications, "found", lambda: {"nuke": [], "blender": []})
    assert main(["install", *words, "--folder", str(tmp_path)]) == 1
    assert sentence in capsys.readouterr().err
    assert not contents(tmp_path)


@pytest.mark.posix("a program of POSIX")
def test_blender_that_was_never_started_is_asked_which_it_is(tmp_path, capsys, monkeypatch) -> None:
    programs = {"older": "Blender 2.93.1", "new": "Blender 4.5.3 LTS\n\tbuild date: x", "broken": "no"}
    for name, said in programs.items():
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\necho '{said}'\n")
        path.chmod(0o755)
    paths = [str(tmp_path / name) for name in (*programs, "gone")]
    monkeypatch.setattr(applications, "found", lambda: {"blender": paths})
    home = tmp_path / "settings"
    assert main(["install", "blender", "--folder", str(home)]) == 0
    assert sorted(path.name for path in home.iterdir()) == ["4.5"]
    assert main(["install", "blender", "--uninstall", "--folder", str(home)]) == 0
    assert not list(home.iterdir())
    assert main(["install", "blender", "--uninstall", "--folder", str(home)]) == 0
    assert "there was no plugin" in capsys.readouterr().out


def test_extension_that_blender_installed_from_the_zip_stays(tmp_path, capsys) -> None:
    place = tmp_path / "4.5" / "extensions" / "user_default" / "afanasy"
    place.mkdir(parents=True)
    (place / "__init__.py").write_text("theirs")
    assert main(["install", "blender", "--folder", str(tmp_path)]) == 1
    assert main(["install", "blender", "--uninstall", "--folder", str(tmp_path)]) == 0
    assert (place / "__init__.py").read_text() == "theirs"
    assert "from the zip" in capsys.readouterr().out


def test_block_is_found_wherever_the_user_moved_it() -> None:
    data = b"a\n# >>> afsubmit >>> x\nline\n# <<< afsubmit <<<\nb\n"
    assert text_block.without(data) == b"a\nb\n"


def test_plugin_beside_a_core_of_another_version_says_so_in_one_sentence(tmp_path) -> None:
    main(["install", "nuke", "--folder", str(tmp_path)])
    folder = tmp_path / "afsubmit-nuke"
    program = (
        f"import sys; sys.path[:0] = [{str(PROJECT / 'core')!r}, {str(folder)!r}]; import af_nuke\n"
        "from afsubmit.submission.sending import destination\n"
        "for one in destination.problems(): print(one.message)"
    )

    def said() -> list[str]:
        done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    assert said() == []
    listed = folder / tree.LIST
    listed.write_text(listed.read_text().replace(f'"version": "{__version__}"', '"version": "0.0.9"'))
    (sentence,) = said()
    assert "0.0.9" in sentence and __version__ in sentence and str(folder) in sentence


def test_core_inside_an_installed_add_on_runs_commands_reads_scenes_and_knows_its_own_files(tmp_path) -> None:
    assert main(["install", "blender", "--folder", str(tmp_path), "--version", "4.1"]) == 0
    add_on = tmp_path / "4.1" / "scripts" / "addons" / "afanasy"
    program = launch.PROGRAM.format(
        init=str(add_on / "afsubmit" / "__init__.py"),
        package=str(add_on / "afsubmit"),
        arguments=["submit", str(blend_file.write(tmp_path / "shot.blend")), "--dry-run", "--server", "farm:51000"],
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "shot" in done.stdout, done.stderr
    again = {name for name, _ in recipe.of(host_file.read(str(add_on))).files()}
    assert {"__init__.py", "_selftest.py", "host.json", "afsubmit/cli/selftest.py"} <= again
