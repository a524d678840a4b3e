"""A number with its word, as every sentence tells it; and bytes."""

from __future__ import annotations


def counted(number: int, word: str) -> str:
    """`number` with its word: "1 task", "2,000 tasks"."""
    return f"{number:,} {word}{'s' * (number != 1)}"


def size_text(number: int) -> str:
    """Bytes in the largest unit that leaves a number: "0 MB", "3.4 GB"."""
    size = number / 2**20
    return f"{size:.0f} MB" if size < 1000 else f"{size / 1024:.1f} GB"
