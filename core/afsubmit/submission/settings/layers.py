"""Which value of a setting counts: defaults, studio, show, user, presets, scene, caller, in this order.

A key that a studio, show or user file locks stays as it is there, whatever comes after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ...errors import Problem, SettingsError
from . import preset_files, setting_files
from .schema import BY_KEY
from .values import Settings

DEFAULT, SCENE, CALLER = "default", "scene", "caller"


class SettingOrigin(NamedTuple):
    """The value of one setting, and where it is from.

    `source` is "default", "studio", "show", "user", "preset NAME", "scene" or "caller"; `path` the file, or "".
    `locked_by` is the level that locks it, or ""; `is_hidden` says that a form leaves it out.
    """

    value: Any
    source: str = DEFAULT
    path: str = ""
    locked_by: str = ""
    is_hidden: bool = False

    @property
    def is_locked(self) -> bool:
        """Whether nobody may change it here."""
        return bool(self.locked_by)


class AppliedSettings(NamedTuple):
    """The settings that count, the origin of each by its key, and what of the files could not be used."""

    settings: Settings
    origins: Mapping[str, SettingOrigin]
    problems: Sequence[Problem]


def apply_layers(
    caller: Mapping[str, Any] | None = None,
    *,
    scene: Mapping[str, Any] | None = None,
    preset_names: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
) -> AppliedSettings:
    """Put the layers over each other; `caller` is what was changed in a dialog or written on a command line.

    What the scene holds and cannot be used is passed over with a problem, and so is what the files hold. A locked
    key's value from a later layer is passed over; when the caller gave it, with a problem.

    Raises:
        SettingsError: a value of `caller` cannot be used.
    """
    files, problems = setting_files.levels(environ)
    base = {key: SettingOrigin(setting.default) for key, setting in BY_KEY.items()}
    for level, content in files.items():
        _lay(base, content.values, level, content.path)
        for key in _known(content.locked):
            base[key] = base[key]._replace(locked_by=base[key].locked_by or level)
        for key in _known(content.hidden):
            base[key] = base[key]._replace(is_hidden=True)
    problems += _lay_presets(base, preset_names, environ)
    below = {key: origin.value for key, origin in base.items()}
    wrong = setting_files.wrong_values(scene or {})
    problems += [Problem("warning", f"scene: {key}", f"{text} It is passed over.") for key, text in wrong.items()]
    given: dict[str, Any] = {key: value for key, value in (scene or {}).items() if key not in wrong}
    _lay(base, given, SCENE)
    problems += _refused(base, caller or {})
    _lay(base, caller or {}, CALLER)
    kept = {key: value for key, value in {**given, **(caller or {})}.items() if key not in BY_KEY}
    kept.update((key, origin.value) for key, origin in base.items() if origin.source in (SCENE, CALLER))
    return AppliedSettings(Settings(kept, base=below), base, problems)


def _known(keys: Sequence[str]) -> Iterator[str]:
    return (key for key in keys if key in BY_KEY)


def _lay(base: dict[str, SettingOrigin], values: Mapping[str, Any], source: str, path: str = "") -> None:
    """Put `values` over what is there; locked keys stay."""
    for key, value in values.items():
        if key in BY_KEY and not base[key].is_locked:
            base[key] = base[key]._replace(value=BY_KEY[key].checked(value), source=source, path=path)


def _lay_presets(
    base: dict[str, SettingOrigin], names: Sequence[str], environ: Mapping[str, str] | None
) -> list[Problem]:
    problems = []
    for name in names:
        try:
            _lay(base, preset_files.load(name, environ), f"preset {name}")
        except SettingsError as error:
            problems.append(Problem("error", "presets", str(error), "Choose another preset, or correct it."))
    return problems


def _refused(base: Mapping[str, SettingOrigin], caller: Mapping[str, Any]) -> list[Problem]:
    found = []
    for key in _known(list(caller)):
        if base[key].is_locked and BY_KEY[key].checked(caller[key]) != base[key].value:
            value = BY_KEY[key].to_text(base[key].value) or "empty"
            message = f"The {base[key].locked_by} keeps it at {value}; the value given is passed over."
            found.append(Problem("info", key, message))
    return found
