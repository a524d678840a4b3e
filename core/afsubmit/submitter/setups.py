"""Set-ups: which outputs with which settings, kept in the scene under a name; each is sent as a submission. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from ..errors import SettingsError
from ..submission.planning.scene import Host

KEY = "setups"
"""Where they lie beside the settings that a scene keeps."""

LONGEST_NAME = 100


class Setup(NamedTuple):
    """Ids of outputs, and the settings that they are sent with, in place of those of the scene."""

    name: str
    outputs: Sequence[str]
    settings: Mapping[str, Any]


def of(kept: Mapping[str, Any]) -> dict[str, Setup]:
    """The set-ups in what a scene keeps, by name; what is none of ours is passed over."""
    found = {}
    listed = kept.get(KEY)
    for name, one in listed.items() if isinstance(listed, dict) else ():
        if isinstance(one, dict) and isinstance(one.get("outputs"), list) and isinstance(one.get("settings"), dict):
            found[name] = Setup(name, [str(output) for output in one["outputs"]], one["settings"])
    return found


def without(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What a scene keeps beside its set-ups."""
    return {key: value for key, value in kept.items() if key != KEY}


def laid(kept: Mapping[str, Any], setups: Iterable[Setup]) -> dict[str, Any]:
    """What a scene keeps, with these set-ups in place of its own."""
    listed = {one.name: {"outputs": list(one.outputs), "settings": dict(one.settings)} for one in setups}
    return {**without(kept), **({KEY: listed} if listed else {})}


def put(host: Host, found: Mapping[str, Setup]) -> None:
    """Let the scene keep these set-ups in place of its own; its settings stay as they are.

    Raises:
        AfError: the application could not.
        SettingsError: the scene is only read here.
    """
    host.store_settings(laid(host.load_settings(), found.values()))
    if of(host.load_settings()) != found:
        raise SettingsError("This scene is only read here, so it can keep no set-ups: open it in its application.")


def renamed(found: Mapping[str, Setup], name: str, to: str) -> dict[str, Setup]:
    """The set-ups with that one called `to`.

    Raises:
        SettingsError: none can be called so, or another one is.
    """
    to = checked_name(to)
    if to != name and to in found:
        raise SettingsError(f"There is a set-up {to} already; delete it, or choose another name.")
    return {(to if key == name else key): (one._replace(name=to) if key == name else one) for key, one in found.items()}


def checked_name(name: str) -> str:
    """`name` without blanks around it.

    Raises:
        SettingsError: nothing is left, or it is too long.
    """
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise SettingsError(f"A set-up cannot be called {name[:LONGEST_NAME]!r}: write 1 to {LONGEST_NAME} letters.")
    return name


def chosen(kept: Mapping[str, Any], names: Iterable[str]) -> list[Setup]:
    """The set-ups of these names, with * and ? for any letters, each once and in this order.

    Raises:
        SettingsError: a name means none.
    """
    there, found = of(kept), dict[str, Setup]()
    for name in names:
        fitting = [name] if name in there else [one for one in there if fnmatchcase(one, name)]
        if not fitting:
            raise SettingsError(f"The scene has no set-up {name!r}; it has: {', '.join(there) or 'none'}.")
        found.update((one, there[one]) for one in fitting)
    return list(found.values())
