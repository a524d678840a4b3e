"""Errors, enumerations and takes of the fake `hou`, by their published names."""

from __future__ import annotations

import types


class Error(Exception):
    """[S] The base of them all."""

    def instanceMessage(self) -> str:
        return str(self)


class OperationFailed(Error):
    """[S]"""


class LoadWarning(Error):
    """[S 21.0] The scene is loaded; something in it is not as it was."""


class PermissionError(Error):
    """[S]"""


class ObjectWasDeleted(Error):
    """[S]"""


ERRORS = {one.__name__: one for one in (Error, OperationFailed, LoadWarning, PermissionError, ObjectWasDeleted)}


class EnumValue:
    """One word of an enumeration; as text it is "hipFileEventType.AfterSave"."""

    def __init__(self, kind: str, name: str) -> None:
        self._kind, self._name = kind, name

    def name(self) -> str:
        return self._name

    def __repr__(self) -> str:
        return f"{self._kind}.{self._name}"


def enumeration(kind: str, names: str) -> types.SimpleNamespace:
    return types.SimpleNamespace(**{name: EnumValue(kind, name) for name in names.split()})


EVENTS = enumeration(
    "hipFileEventType", "AfterClear AfterLoad AfterMerge AfterSave BeforeClear BeforeLoad BeforeMerge BeforeSave"
)
LICENCES = enumeration("licenseCategoryType", "Apprentice ApprenticeHD Commercial Education Indie")
SEVERITIES = enumeration("severityType", "Error Fatal ImportantMessage Message Warning")


class Take:
    def __init__(self, name: str) -> None:
        self._name = name

    def name(self) -> str:
        return self._name

    def path(self) -> str:
        return self._name if self._name == "Main" else f"Main/{self._name}"
