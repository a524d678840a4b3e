"""The stand-in for `typing.NamedTuple` behaves as the real one, and importing the API does not import `typing`."""

from __future__ import annotations

import subprocess
import sys
import typing

import pytest

from afsubmit import typed
from tests.rules.sources import PROJECT


class Ours(typed.NamedTuple):
    """Said of it."""

    host: str
    port: int = 7

    @property
    def text(self) -> str:
        return f"{self.host}:{self.port}"


class Theirs(typing.NamedTuple):
    """Said of it."""

    host: str
    port: int = 7

    @property
    def text(self) -> str:
        return f"{self.host}:{self.port}"


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(lambda one: one._fields, id="fields"),
        pytest.param(lambda one: one._field_defaults, id="defaults"),
        pytest.param(lambda one: one.__doc__, id="docstring"),
        pytest.param(lambda one: one.__module__, id="module"),
        pytest.param(lambda one: tuple(one("a")), id="a default used"),
        pytest.param(lambda one: one("a", 1)._replace(port=2).text, id="replaced, and a property"),
        pytest.param(lambda one: one(host="a", port=1)._asdict(), id="by name"),
        pytest.param(lambda one: one("a") == ("a", 7) and hash(one("a")) == hash(("a", 7)), id="equal to a tuple"),
        pytest.param(lambda one: hasattr(one("a"), "__dict__"), id="slots"),
        pytest.param(lambda one: repr(one("a")).partition("(")[2], id="how it is shown"),
    ],
)
def test_named_tuple_is_as_the_real_one(look) -> None:
    assert look(Ours) == look(Theirs)


@pytest.mark.parametrize("words", [(), ("a", 1, 2)])
def test_wrong_fields_are_refused_as_by_the_real_one(words) -> None:
    for one in (Ours, Theirs):
        with pytest.raises(TypeError):
            one(*words)


def test_importing_the_api_imports_no_typing() -> None:
    code = "import json, socket, re, sys; had = 'typing' in sys.modules; import af; print(had, 'typing' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.append({str(PROJECT / 'core')!r}); {code}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    had, has = done.stdout.split()
    assert had == has
