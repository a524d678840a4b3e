"""Which jobs are shown: by what is searched for, and by their states. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection

from .rows import JobRow


def wanted(text: str, hidden: Collection[str]) -> Callable[[JobRow], bool] | None:
    """Which rows have all the words in their name, user or note, and none of the `hidden` states; None for all rows."""
    parts, left_out = text.lower().split(), frozenset(hidden)
    if not parts and not left_out:
        return None

    def is_wanted(row: JobRow) -> bool:
        if row.state in left_out:
            return False
        said = f"{row.name} {row.user} {row.answer.get('annotation', '')}".lower()
        return all(part in said for part in parts)

    return is_wanted
