"""A number with its word, as every sentence tells it."""

from __future__ import annotations


def counted(number: int, word: str) -> str:
    """`number` with its word: "1 task", "2,000 tasks"."""
    return f"{number:,} {word}{'s' * (number != 1)}"
