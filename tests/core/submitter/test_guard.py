"""Whatever goes wrong behind a menu is a sentence for the artist, and never the application's error."""

from __future__ import annotations

import pytest

from afsubmit.errors import SceneError
from afsubmit.submitter.guard import guarded


@pytest.mark.parametrize(
    ("error", "shown", "is_logged"),
    [
        pytest.param(SceneError("Nothing is selected."), "Nothing is selected.", False, id="a sentence of ours"),
        pytest.param(ZeroDivisionError("of a colleague"), "of a colleague", True, id="somebody's mistake"),
        pytest.param(RuntimeError(), "RuntimeError", True, id="no word"),
    ],
)
def test_what_goes_wrong_is_shown_and_logged_and_not_raised(error, shown: str, is_logged: bool, caplog) -> None:
    messages: list[str] = []

    def action() -> None:
        raise error

    guarded(action, messages.append)
    assert messages == [shown]
    assert (type(error).__name__ in caplog.text) == is_logged


def test_what_goes_well_says_nothing() -> None:
    messages: list[str] = []
    guarded(lambda: "done", messages.append)
    assert messages == []
