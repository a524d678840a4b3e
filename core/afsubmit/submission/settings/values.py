"""The settings of one submission: the values that were asked for, over the schema's defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .schema import BY_KEY, GROUPS, SCHEMA, Setting

__all__ = ["BY_KEY", "GROUPS", "SCHEMA", "Setting", "Settings"]


class Settings(Mapping[str, Any]):
    """Values for every key of the schema; what was not given has its default.

    Keys that the schema does not know are kept (a newer version may have written them) and listed in `unknown`.
    """

    def __init__(self, values: Mapping[str, Any] | None = None, *, base: Mapping[str, Any] | None = None) -> None:
        """Check `values` and fill in the rest: from `base`, which holds good values only, else the defaults.

        Raises:
            SettingsError: a value is of another kind or out of range; the sentence names the key.
        """
        given = dict(values or {})
        self.unknown: Mapping[str, Any] = {key: value for key, value in given.items() if key not in BY_KEY}
        self._base = dict(base or {})
        self._values = {key: BY_KEY[key].checked(given[key]) for key in given if key in BY_KEY}

    def __getitem__(self, key: str) -> Any:
        if key in self._values:
            return self._values[key]
        default = self._usual(key)
        return default.copy() if isinstance(default, (dict, list)) else default

    def __iter__(self) -> Iterator[str]:
        return iter(BY_KEY)

    def __len__(self) -> int:
        return len(BY_KEY)

    def is_given(self, key: str) -> bool:
        """Whether somebody gave a value for `key`, be it the default's own."""
        return key in self._values

    def stored(self) -> Mapping[str, Any]:
        """What a scene or preset file keeps: values that differ from what counts without them, and unknown ones."""
        changed = {key: value for key, value in self._values.items() if value != self._usual(key)}
        return {**self.unknown, **changed}

    def _usual(self, key: str) -> Any:
        return self._base[key] if key in self._base else BY_KEY[key].default
