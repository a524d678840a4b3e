"""How the facade speaks: to standard error, one line for each thing, since scripts read standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from ..errors import sentence
from ..typed import TYPE_CHECKING

if TYPE_CHECKING:
    from ..errors import Problem


def say(words: str) -> None:
    """Tell the user."""
    print(words, file=sys.stderr)


def say_problems(problems: Iterable[Problem]) -> None:
    """Tell the user of problems, a line each."""
    for problem in problems:
        say(f"{'Error' if problem.level == 'error' else 'Warning'}: {sentence(problem)}")
