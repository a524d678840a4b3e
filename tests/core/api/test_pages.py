"""The programs on the page about `af` run as they stand there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from .conftest import RecordingFarm

PAGE = Path(__file__).resolve().parents[3] / "docs" / "python-api.md"


def test_programs_of_the_page_run_one_after_the_other(af: Any, recording_farm: RecordingFarm, capsys: Any) -> None:
    programs = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(programs) == 5
    names: dict[str, Any] = {}
    for program in programs:
        exec(compile(program, str(PAGE), "exec"), names)
    assert [next(iter(root)) for root in recording_farm.requests].count("job") == 2
    assert names["receipt"] == (1, 1)
    assert "error" not in capsys.readouterr().out.lower()
