"""One row of the settings schema."""

from __future__ import annotations

from collections.abc import Sequence

from ....typed import Any, NamedTuple
from . import kinds


class Setting(NamedTuple):
    """A setting: what it is called, what it may be, and what of the farm's document it reaches.

    `kind` is a word of `kinds`; `items` is the kind of a map's values ("text", "whole number", "frames"). A `default`
    of None, "", an empty list or map, and a False switch mean "not asked for": nothing of it is sent. `minimum` and
    `maximum` bound whole numbers, also those in a map, both included. `choices` are all that a choice can be; of
    frames, the words that may stand for frames; of a text, suggestions. `feeds` names what the value reaches,
    "job.priority" or "block.flags.skipexistingfiles"; empty when it only steers the engine. `hosts` are the
    applications it means something to, empty for all. `is_advanced` is for what few artists need.
    `also` are words by which it is searched, too: what it is called elsewhere.
    """

    key: str
    kind: str
    default: Any
    label: str
    help: str
    group: str = "basic"
    unit: str = ""
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    items: str = ""
    is_advanced: bool = False
    hosts: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    also: str = ""

    @property
    def flag(self) -> str:
        """The command line's word for it: `--frames-per-task`."""
        return f"--{self.key.replace('_', '-')}"

    @property
    def empty(self) -> Any:
        """The value that asks for nothing; of a number or switch that always counts, its default."""
        if self.kind in kinds.TEXTS:
            return self.default
        return {kinds.LIST: [], kinds.MAP: {}}.get(self.kind, self.default)

    def has_words(self, words: Sequence[str]) -> bool:
        """Whether all of `words`, in small letters, stand in what it is called, here or elsewhere."""
        text = f"{self.label} {self.key} {self.help} {self.also}".lower()
        return all(word in text for word in words)

    def checked(self, value: Any) -> Any:
        """`value` as this setting keeps it; lists and maps are copied.

        Raises:
            SettingsError: it is of another kind or out of range; the sentence begins with the key.
        """
        if value is None and self.default is None:
            return None
        if self.kind == kinds.LIST:
            return kinds.listed(self.key, value)
        if self.kind == kinds.MAP:
            return kinds.mapped(self.key, value, self._item)
        return self._single(self.key, value, self.kind)

    def _item(self, key: str, value: Any) -> Any:
        return self._single(key, value, self.items)

    def _single(self, key: str, value: Any, kind: str) -> Any:
        if kind == kinds.SWITCH:
            return kinds.of_type(key, value, bool, "true or false")
        if kind == kinds.WHOLE:
            number = kinds.of_type(key, value, int, "a whole number")
            return kinds.bounded(key, number, self.minimum, self.maximum)
        text = kinds.of_type(key, value, str, "a text")
        if kind == kinds.CHOICE:
            return kinds.chosen(key, text, self.choices)
        if kind == kinds.FRAMES:
            return kinds.frames(key, text, self.choices)
        if kind == kinds.MOMENT:
            from . import moments

            return moments.checked(key, text)
        return text

    def from_text(self, text: str) -> Any:
        """The value that `text` names on a command line or in a line of a form; "" asks for nothing.

        Raises:
            SettingsError: it names none.
        """
        if self.kind in kinds.TEXTS:
            return self.checked(text)
        if not text.strip():
            return self.empty
        if self.kind == kinds.WHOLE:
            return self.checked(kinds.whole_from(self.key, text, self.unit))
        if self.kind == kinds.SWITCH:
            return kinds.switch_from(self.key, text)
        if self.kind == kinds.LIST:
            return self.checked(kinds.list_from(self.key, text))
        pairs: dict[str, Any] = dict(kinds.map_from(self.key, text))
        if self.items == kinds.WHOLE:
            pairs = {name: kinds.whole_from(f"{self.key}.{name}", value, "") for name, value in pairs.items()}
        return self.checked(pairs)

    def to_text(self, value: Any) -> str:
        """`value` as one line that `from_text` reads; "" for what asks for nothing."""
        if value is None:
            return ""
        if self.kind == kinds.SWITCH:
            return "true" if value else "false"
        if self.kind == kinds.LIST:
            import shlex

            return " ".join(map(shlex.quote, value))
        if self.kind == kinds.WHOLE and self.unit == kinds.SECONDS:
            from . import durations

            return durations.shown(value)
        return kinds.map_text(value) if self.kind == kinds.MAP else str(value)
