"""What a submission has to say, on standard error: problems one on a line, errors last, where nobody overlooks them."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from ..errors import sentence
from ..typed import TYPE_CHECKING
from .text_table import printable

if TYPE_CHECKING:
    from ..errors import Problem

LEVELS = ("info", "warning", "error")


def say_problems(problems: Iterable[Problem]) -> None:
    """Print them, each once."""
    listed = list(dict.fromkeys(problems))
    for problem in sorted(listed, key=lambda one: LEVELS.index(one.level)):
        say(f"{problem.level}: {sentence(problem)}")


def say(text: str) -> None:
    """Print `text`, which may have several lines, as this program's."""
    for line in text.splitlines():
        print(f"afsubmit: {printable(line)}", file=sys.stderr)
