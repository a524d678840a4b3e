"""An application that the core never heard of goes the whole way: command line, farm, install, contract, failures."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import time
from pathlib import Path

import pytest

from afsubmit.selftest import clauses, failures
from tests.fakes import stand_in
from tests.fifth_host.place import PLUGIN, PROJECT, Machine
from tests.rules import arrows, habits

NEEDS_LIMITS = {"failure_disk_full"} if os.name == "nt" else set()
ALL = {**vars(clauses), **vars(failures)}
NAMES = [name for name in ALL if name.startswith(("clause_", "failure_")) and name not in NEEDS_LIMITS]
SHELL = ("cmd.exe", "/d", "/c") if os.name == "nt" else ("/bin/sh", "-c")
PAGE = PROJECT / "docs" / "adding-a-host.md"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Clause or failure -> what went wrong in Sketch, "" for nothing."""
    machine = Machine(tmp_path_factory.mktemp("inside"))
    path = os.pathsep.join([machine.environ["PYTHONPATH"], str(PLUGIN), str(PROJECT)])
    done = machine.run(sys.executable, str(PROJECT / "tests/fifth_host/inside.py"), PYTHONPATH=path)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", NAMES)
def test_sketch_keeps_the_clause_and_survives_the_failure(inside: dict[str, str], name: str) -> None:
    assert inside[name] == "", inside[name]


def test_dry_run_shows_the_job_and_writes_nothing(machine: Machine) -> None:
    before = machine.beside()
    asked = (str(machine.book), "--ink", "blue", "--priority", "7", "--dry-run", "--json", "--server", "farm:51000")
    done = machine.afsubmit("submit", *asked)
    assert done.returncode == 0, done.stderr
    (job,) = json.loads(done.stdout)["jobs"]
    blocks = job["blocks"]
    assert [block["name"] for block in blocks] == ["cover", "back"]
    assert blocks[1]["depend_mask"] == "cover"
    program, copy, *words = stand_in.words_of(blocks[0]["command"])
    assert Path(copy).parent == machine.book.parent and copy != str(machine.book)
    assert [program, *words] == ["sketch", "cover", "@#@", "@#@", "1", "blue"]
    assert blocks[0]["files"] == [str(machine.book.parent / "out" / "cover.@####@.txt")]
    assert job["priority"] == 7
    assert machine.beside() == before


def test_own_python_of_the_application_opens_the_scene_itself(machine: Machine) -> None:
    words = ("submit", str(machine.book), "--dry-run", "--json", "--server", "farm:51000")
    from_file = json.loads(machine.afsubmit(*words).stdout)["jobs"]
    program = f"""
import sys, sketch; sys.argv[1:] = {words!r}
class Stale(sketch.Document):
    def __init__(self, path):
        super().__init__(path); self.lines[1] = "range 1 9"
sketch.Document = Stale
from afsubmit.cli.main import main
sys.exit(main())
"""
    done = machine.run(sys.executable, "-c", program, SKETCH_SHELL="1")
    assert done.returncode == 0, done.stderr
    (opened,) = json.loads(done.stdout)["jobs"]
    assert [block["frame_last"] for block in from_file[0]["blocks"]] == [3, 3]
    assert [block["frame_last"] for block in opened["blocks"]] == [9, 9], "as Sketch has it, all of its pages"


def test_own_python_of_the_application_sends_the_copy_that_it_saved(machine: Machine) -> None:
    try:
        done = machine.afsubmit("submit", str(machine.book), "--server", "local", "--wait", SKETCH_SHELL="1")
        assert done.returncode == 0, done.stdout + done.stderr
        assert len(list((machine.book.parent / "out").iterdir())) == 6
    finally:
        machine.afsubmit("farm", "--stop")


def test_second_scene_is_refused_where_the_application_has_one_open(machine: Machine) -> None:
    other = machine.folder / "other.sketch"
    shutil.copy(machine.book, other)
    words = ("submit", str(machine.book), str(other), "--dry-run", "--server", "farm:51000")
    assert machine.afsubmit(*words).returncode == 0
    done = machine.afsubmit(*words, SKETCH_SHELL="1")
    assert done.returncode == 1
    assert f"Sketch has {machine.book} open, one scene at a time" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("", "its first line is not `sketch 1`", id="an empty file"),
        pytest.param("sketch 1\n", "has no range", id="no range"),
    ],
)
def test_broken_book_is_a_sentence(machine: Machine, text: str, sentence: str) -> None:
    machine.book.write_text(text)
    done = machine.afsubmit("submit", str(machine.book), "--dry-run", "--server", "farm:51000")
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_plugin_without_the_class_of_its_plan_is_a_sentence(machine: Machine) -> None:
    copy = machine.folder / "plugin"
    shutil.copytree(PLUGIN, copy)
    (copy / "af_sketch" / "plan.py").write_text("")
    words = (str(machine.book), "--dry-run", "--server", "farm:51000")
    done = machine.afsubmit("submit", *words, AFSUBMIT_PLUGINS=str(copy))
    assert done.returncode == 1
    assert "plan.py has no class SketchPlan" in done.stderr


def test_book_is_drawn_by_the_farm_of_this_machine_and_its_copy_goes_with_the_job(machine: Machine) -> None:
    try:
        done = machine.afsubmit("submit", str(machine.book), "--server", "local", "--wait")
        assert done.returncode == 0, done.stdout + done.stderr
        pages = {path.name: path.read_text() for path in (machine.book.parent / "out").iterdir()}
        assert pages == {
            f"{page}.{n:04d}.txt": f"{page} {n} in black\n" for page in ("cover", "back") for n in (1, 2, 3)
        }
        assert len(machine.beside()) == 2, "the book and its copy"
        (job,) = json.loads(machine.afsubmit("jobs", "--json", "--server", "local").stdout)
        assert job["state"].split() == ["DON"]
        assert machine.afsubmit("delete", str(job["id"]), "--server", "local").returncode == 0
        while len(machine.beside()) > 1:
            assert machine.afsubmit("farm", "--status").returncode == 0, "the farm lives, and removes it"
            time.sleep(0.1)
        assert machine.beside() == [machine.book.name]
    finally:
        machine.afsubmit("farm", "--stop")


def test_doctor_config_and_help_know_it(machine: Machine) -> None:
    assert str(machine.folder / "bin" / "sketch") in machine.afsubmit("doctor", "--server", "local").stdout
    assert "--ink" in machine.afsubmit("submit", "--help").stdout
    assert "sketch" in machine.afsubmit("install", "--help").stdout


def test_launcher_of_a_studio_gets_the_words_of_the_application(machine: Machine) -> None:
    words = ("--command-template", "night {page} -f {frames} {scene}", "--dry-run", "--json", "--server", "farm:51000")
    done = machine.afsubmit("submit", str(machine.book), *words)
    assert done.returncode == 0, done.stderr
    commands = [block["command"] for block in json.loads(done.stdout)["jobs"][0]["blocks"]]
    wanted = [["night", page, "-f", "@#@", "@#@", "1"] for page in ("cover", "back")]
    assert [stand_in.words_of(one)[:-1] for one in commands] == wanted
    help_text = " ".join(machine.afsubmit("submit", "--help").stdout.split())
    assert re.search(r"Empty: the application's own\. Only for [^.]*\bSketch\.", help_text)


def test_installed_plugin_makes_its_menu_with_a_core_of_its_own_and_uninstall_leaves_nothing(machine: Machine) -> None:
    assert machine.afsubmit("install", "sketch").returncode == 0
    program = (
        "import sys, sketch; sketch.start(sys.argv[1]); from af_sketch.plan import SketchPlan\n"
        "import afsubmit; from afsubmit.submission.settings.values import BY_KEY\n"
        "print(list(sketch.menu), 'ink' in BY_KEY, afsubmit.__file__, sep='\\n')"
    )
    environ = {"PYTHONPATH": str(PLUGIN.parent / "application"), "AFSUBMIT_PLUGINS": ""}
    done = machine.run(sys.executable, "-c", program, str(machine.home / ".sketch"), **environ)
    core = machine.home / ".sketch" / "afsubmit-sketch" / "core" / "afsubmit" / "__init__.py"
    assert done.stdout.splitlines() == ["['Submit…', 'Jobs', 'Preferences…']", "True", str(core)], done.stderr
    assert machine.afsubmit("install", "sketch", "--uninstall").returncode == 0
    assert [path for path in machine.home.rglob("*") if path.is_file()] == []


def test_save_submits_the_book_when_its_settings_say_so(machine: Machine) -> None:
    program = f"""
import sys, time; sys.path.insert(0, {str(PLUGIN)!r})
import runpy, sketch
runpy.run_path({str(PLUGIN / "menu.py")!r})
sketch.open_document({str(machine.book)!r})
from af_sketch._host import SketchHost
SketchHost().store_settings({{"submit_on_save": True}})
sketch.document().save()
while not sketch.messages:
    sketch.idle(); time.sleep(0.02)
print(sketch.messages)
"""
    try:
        done = machine.run(sys.executable, "-c", program, AFSUBMIT_SERVER="local")
        assert "The farm took the job my book" in done.stdout, done.stdout + done.stderr
    finally:
        machine.afsubmit("farm", "--stop")


def test_plugin_keeps_the_laws_of_a_plugin(tmp_path: Path) -> None:
    shutil.copytree(PLUGIN, tmp_path / "plugins" / "sketch", ignore=shutil.ignore_patterns("__pycache__"))
    for law in (arrows.plugin_breaches, arrows.mutual_imports, habits.small_doors, habits.house_sizes):
        count, breaches = law(tmp_path)
        assert count >= 1
        assert breaches == []


def test_page_shows_the_files_as_they_are_and_names_each() -> None:
    text = PAGE.read_text("utf-8")
    shown = re.findall(r"^<!-- (\S+) -->\n```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(shown) >= 5
    for name, code in shown:
        assert code in (PROJECT / name).read_text("utf-8"), f"{name} says something else"
    files = [path for path in PLUGIN.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert [path.name for path in files if f"`{path.name}`" not in text and path.name != "__init__.py"] == []


def test_commands_of_the_page_do_what_it_says(machine: Machine) -> None:
    lines = re.findall(r"^\$ (afsubmit .*)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(lines) >= 3
    shutil.copy(machine.book, machine.folder / "book.sketch")
    for line in lines:
        done = machine.run(*SHELL, line, AFSUBMIT_SERVER="farm:51000")
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
