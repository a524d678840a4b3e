"""Nonsense in every flag of `afsubmit submit`: a good job, or a sentence; never a traceback, never half of both."""

from __future__ import annotations

import json

import pytest

from afsubmit.cli import main
from afsubmit.submission.settings.schema import SCHEMA, kinds

NONSENSE = ["", "\0", "-1", "9" * 40, "a=b; c", "%s {x} '", "--", "x" * 5000, "é\udcff\n"]
COMMAND = ("submit", "--command", "make @#@ @#@", "--frames", "1-3", "--server", "farm:51000", "--dry-run", "--json")


@pytest.mark.parametrize("setting", [one for one in SCHEMA if one.kind != kinds.SWITCH], ids=lambda one: one.key)
def test_nonsense_is_a_good_job_or_a_sentence(setting, capsys) -> None:
    for text in NONSENSE:
        code = main([*COMMAND, f"{setting.flag}={text}"])
        out, err = capsys.readouterr()
        if code == 2:
            assert out == "" and setting.key in err.replace("-", "_"), text
            continue
        shown = json.loads(out)
        errors = [problem for problem in shown["problems"] if problem["level"] == "error"]
        assert (code, bool(shown["jobs"])) == ((1, False) if errors else (0, True)), text
        assert all(problem["message"] for problem in errors)
