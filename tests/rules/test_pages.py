"""The pages say what the code does: ARCHITECTURE quotes the arrows, README and .ci/run give the same commands."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.rules.arrows import CHAMBER_TABLE, CORE_TABLE, PLUGIN_TABLE
from tests.rules.sources import PROJECT

TEST_COMMAND = "python3 -m venv .venv && .venv/bin/pip install -q nox && .venv/bin/nox"
DEMO_COMMAND = f"{TEST_COMMAND} -s demo"


def test_architecture_quotes_the_tables_word_for_word() -> None:
    page = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert CORE_TABLE in page
    assert CHAMBER_TABLE in page
    assert PLUGIN_TABLE in page


def test_readme_gives_both_commands_on_lines_of_their_own() -> None:
    lines = (PROJECT / "README.md").read_text(encoding="utf-8").splitlines()
    assert TEST_COMMAND in lines
    assert DEMO_COMMAND in lines


def test_ci_runs_the_command_of_the_readme() -> None:
    assert TEST_COMMAND in (PROJECT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_default_sessions_are_all_the_tests() -> None:
    source = (PROJECT / "noxfile.py").read_text(encoding="utf-8")
    named = {
        element.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "nox.options.sessions"
        for element in ast.walk(node.value)
        if isinstance(element, ast.Constant)
    }
    assert {"lint", "types", "tests-", "blender-", "blender-app", "build", "demo", "summary"} <= named


def test_changelog_has_a_place_for_what_comes_next() -> None:
    assert "## Unreleased" in (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()


PAGES = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_of_a_page_lead_to_files(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


ORDER = (
    "Install", "Submit", "Options", "From a terminal", "From Python", "Paths on the farm", "When something is wrong",
    "What rests on what",
)  # fmt: skip
"""The parts of an application's page; the last is for those that do not run where this is built."""


@pytest.mark.parametrize("name", ["blender", "houdini", "maya", "nuke"])
def test_pages_of_the_applications_have_one_order(name: str) -> None:
    page = (PROJECT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    heads = re.findall(r"^## (.*)$", page, re.MULTILINE)
    assert tuple(heads) == (ORDER[:-1] if name == "blender" else ORDER)
    assert page.index("](images/") < page.index("## Submit"), "a picture, before anything is to be done"


def test_files_that_architecture_names_are_there() -> None:
    text = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    names = re.findall(r"`([\w/]+/\w+\.py)`", text)
    assert names
    roots = (PROJECT, PROJECT / "core" / "afsubmit")
    assert [name for name in names if not any((root / name).is_file() for root in roots)] == []
