"""What the applications themselves answered, from the files in docs/verified; a stand-in answers as they did.

    copy_clears_modified: bool = answered("nuke", "Does `scriptSaveToTemp` clear the modified flag?", usual=False)

is a habit whose default is the answer of the newest version that gave one, and `usual` while none has. The question is
the self-test's own; a test of each application sees that it is asked.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "verified"
SWITCHED: dict[str, set[str]] = {}
"""Application -> the questions that a habit of its stand-in follows."""


def answers(host: str) -> dict[str, str]:
    """Question -> answer, in a word or two, of the newest version of that application that gave one."""
    results = [one for file in sorted(FOLDER.glob("*.json")) for one in json.loads(file.read_text("utf-8"))]
    own = sorted(
        (one for one in results if one["host"] == host), key=lambda one: (_number(one["version"]), one["date"])
    )
    checks = [check for one in own for check in one["checks"] if check["kind"] == "answer"]
    return {check["name"]: check["where"] for check in checks if check["is_kept"]}


def answered(host: str, question: str, *, usual: bool, yes: bool = True) -> bool:
    """The default of a habit: `yes` where the answer begins with "yes", its opposite where with "no", else `usual`."""
    SWITCHED.setdefault(host, set()).add(question)
    word = answers(host).get(question, "").partition(",")[0]
    return {"yes": yes, "no": not yes}.get(word, usual)


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))
