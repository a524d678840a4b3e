"""Answers that are kept as JSON text: of many jobs that did not change nothing is looked at and written anew. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..wire import frame

POSITION = "user_list_order"
"""What changes in the answer about a job when others come and go; keys stand before and after it."""
JobText = tuple[str, str]
"""The text of a job's answer before its position and after it."""


class WrittenAnswer(Mapping[str, Any]):
    """An answer whose `text` is made already. Who looks into it reads it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _read(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found

    def __getitem__(self, name: str) -> Any:
        return self._read()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def job_text(answer: Mapping[str, Any]) -> JobText:
    """The text of an answer about a job, cut where its position stands."""
    names = list(answer)
    place = names.index(POSITION)
    head, tail = ({name: answer[name] for name in part} for part in (names[:place], names[place + 1 :]))
    return f'{frame.text_of(head)[:-1]}, "{POSITION}": ', f", {frame.text_of(tail)[1:]}"


def with_position(text: JobText, position: int) -> str:
    """The whole text."""
    return f"{text[0]}{position}{text[1]}"


def of_list(name: str, texts: Iterable[str]) -> WrittenAnswer:
    """An answer with one key and a list of what these texts say."""
    return WrittenAnswer(f'{{"{name}": [{", ".join(texts)}]}}')
