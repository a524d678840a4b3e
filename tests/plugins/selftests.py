"""What the tests of every application's self-test have in common: it runs over a stand-in, and leaves nothing."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from afsubmit.cli.main import main
from afsubmit.selftest import checks, clauses
from tests.fakes import verified

SNAPSHOT = "clause_snapshot_is_written_over_the_reserved_file_and_the_session_stays"
UNKNOWN = ["disk full"] if os.name == "nt" else []
"""What cannot be tried: Windows has no limit on the size of files."""
HOOK = "clause_save_hook_that_raises_does_not_reach_the_application"


def run(host: str, program: str, kept: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, dict[str, dict[str, Any]]]:
    """Run the self-test of that program and keep its report in `kept`: the exit code, and what was found by kind.

    Nothing is left behind, and the report says that it was a stand-in and names no path.
    """
    place = tempfile.mkdtemp(prefix="af")  # short: the farm has a socket in it
    monkeypatch.setattr(tempfile, "tempdir", place)
    code = main(["selftest", host, "--program", program, "--json", str(kept)])
    assert os.listdir(place) == [], "nothing is left behind"
    shutil.rmtree(place)
    text = kept.read_text("utf-8")
    assert str(kept.parent) not in text and place not in text
    (result,) = json.loads(text)
    assert (result["host"], result["version"]) == (host, checks.STAND_IN)
    found: dict[str, dict[str, Any]] = {}
    for check in result["checks"]:
        found.setdefault(check["kind"], {})[check["name"]] = check
    return code, found


def ensure_all_kept(host: str, found: dict[str, dict[str, Any]], usual: dict[str, str]) -> None:
    """Everything is kept and rendered, each question has its answer: the application's own, where one has given it."""
    assert set(found) == {"contract", "failure", "answer", "render"}
    assert sum(map(len, found.values())) == len(checks.found()) + len(usual) + 1
    looked_at = [one for kind in ("contract", "failure", "render") for one in found[kind].values()]
    assert [one["name"] for one in looked_at if not one["is_kept"]] == UNKNOWN
    assert {name: one["where"] for name, one in found["answer"].items()} == {**usual, **verified.answers(host)}
    assert verified.SWITCHED[host] <= usual.keys(), "every habit follows a question that is asked"


def ensure_answers_turn_habits(host: str, fake: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of answers in docs/verified is the default of the habits of `fake`; the newest version counts."""

    def habits(**versions: str) -> dict[str, Any]:
        for version, answer in versions.items():
            rows = [{"name": one, "kind": "answer", "is_kept": True, "where": answer} for one in asked]
            result = {"host": host, "version": version.strip("v"), "date": "2026-01-01", "checks": rows}
            (folder / f"{version}.json").write_text(json.dumps([result, {**result, "host": "other"}]), "utf-8")
        spec = importlib.util.spec_from_file_location("fake_again", fake)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "fake_again", module)
        spec.loader.exec_module(module)
        return {name: value for name, value in vars(module.Habits()).items() if value in (True, False)}

    asked, questions = verified.SWITCHED[host], len(verified.SWITCHED[host])
    monkeypatch.setattr(verified, "FOLDER", folder)
    usual, all_yes = habits(), habits(v9="yes")
    all_no = habits(v10="no, it raises")
    assert sum(all_yes[name] != all_no[name] for name in usual) == questions, "each has a habit of its own"
    assert all(usual[name] in (all_yes[name], all_no[name]) for name in usual)
    assert habits(v11="perhaps") == usual, "what is neither leaves it as it is"


def ensure_named(planted: Iterable[tuple[Callable[[Path], Any], str]]) -> None:
    """Each of these kits breaks that clause, and is told so with the line that caught it."""
    for kit, name in planted:
        check = checks._run_one(name, getattr(clauses, name), kit)
        assert check.is_kept is False and check.where, kit
