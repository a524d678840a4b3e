"""Where an application keeps the user's settings, and which versions of it have a folder there; read from its data."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import AfError
from ..studio import windows_registry

ASK_SECONDS = 30.0
VERSION = "{version}"
_NAME = re.compile(r"\{([A-Z_]\w*)\}")
_NUMBERS = r"\d+(?:\.\d+)*"


class Home(NamedTuple):
    """A folder of the user's; `by_version` is what those of versions in it are called (`prefs{version}`), or ""."""

    folder: Path
    by_version: str = ""

    def of(self, version: str) -> Path:
        """The folder of that version; `folder` itself where one serves all."""
        return self.folder / self.by_version.replace(VERSION, version) if self.by_version else self.folder

    def versions(self) -> list[str]:
        """The versions that have a folder here."""
        before, _, after = self.by_version.partition(VERSION)
        pattern = re.compile(f"{re.escape(before)}({_NUMBERS}){re.escape(after)}")
        names = [path.name for path in self.folder.iterdir() if path.is_dir()] if self.folder.is_dir() else []
        return [found[1] for name in names if (found := pattern.fullmatch(name))]


def home(said: Mapping[str, Any], title: str, environ: Mapping[str, str], platform: str = sys.platform) -> Home:
    """The first of the homes in `said` whose variables are all set.

    Raises:
        AfError: there is none; the sentence names the application by its `title`.
    """
    known = {"HOME": os.path.expanduser("~"), "USERPROFILE": os.path.expanduser("~"), **environ}
    profile = known["USERPROFILE"]
    known["DOCUMENTS"] = windows_registry.documents(profile) or os.path.join(profile, "Documents")
    for place in _places(said, platform):
        if not all(known.get(name) for name in _NAME.findall(place)):
            continue
        path = _NAME.sub(lambda found: known[found[1]], place)
        with_version = _split(said, path)
        if with_version:
            return with_version
    raise AfError(f"Where {title} keeps the user's settings is not known here; say it with --folder.")


def home_in(said: Mapping[str, Any], folder: Path, platform: str = sys.platform) -> Home:
    """The home in `folder`, which somebody named; versions are called there as they usually are."""
    return Home(folder, os.path.basename(_places(said, platform)[-1]) if "versions" in said else "")


def _places(said: Mapping[str, Any], platform: str) -> list[str]:
    return list(said["home"].get(platform, said["home"]["linux"]))


def _split(said: Mapping[str, Any], path: str) -> Home | None:
    """The home that `path` is; None where it lacks the version that it needs."""
    if "versions" not in said:
        return Home(Path(os.path.normpath(path)))
    word = said["versions"].get("word")
    path = os.path.normpath(path.replace(word, VERSION) if word else path)
    folder, name = os.path.split(path)
    return Home(Path(folder), name) if VERSION in name else None


def number(version: str) -> tuple[int, ...]:
    """A version as numbers, for comparing; () for a text that is none."""
    return tuple(map(int, version.split("."))) if re.fullmatch(_NUMBERS, version) else ()


def is_known(said: Mapping[str, Any], version: str) -> bool:
    """Whether `version` is one, as long as the oldest that the plugin runs in (2024, 4.5), and not older."""
    oldest = number(said["versions"]["oldest"])
    return len(number(version)) == len(oldest) and number(version) >= oldest


def of_programs(said: Mapping[str, Any], programs: Iterable[str]) -> list[str]:
    """The versions that these programs say they are, of those that the plugin runs in, oldest first.

    Where programs are not to be asked their paths say it.
    """
    answer = re.compile(said["versions"].get("answer", f"({_NUMBERS})"), re.MULTILINE)
    texts = (_answer(said["versions"], program) for program in programs)
    found = {match[1] for text in texts for match in answer.finditer(text)}
    return sorted((one for one in found if is_known(said, one)), key=number)


def _answer(versions: Mapping[str, Any], program: str) -> str:
    if "ask" not in versions:
        return program
    inside = os.path.join(program, versions.get("bundle", ""))
    try:
        done = subprocess.run(
            [inside if program.endswith(".app") else program, *versions["ask"]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=ASK_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")
