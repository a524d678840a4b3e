"""The schema: every value is checked, every default is legal, what is unknown is kept."""

from __future__ import annotations

import pytest

from afsubmit.errors import SettingsError
from afsubmit.submission.settings.values import BY_KEY, SCHEMA, Settings


@pytest.mark.parametrize("setting", SCHEMA, ids=lambda setting: setting.key)
def test_default_is_legal_and_explained(setting):
    assert setting.checked(setting.default) == setting.default
    assert setting.label and setting.help.endswith(".")


def test_keys_are_unique():
    assert len(BY_KEY) == len(SCHEMA)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        pytest.param("priority", "10", "whole number", id="a text for a number"),
        pytest.param("priority", 1.5, "whole number", id="a float for a whole number"),
        pytest.param("priority", True, "whole number", id="a truth for a number"),
        pytest.param("priority", 0, "between 1 and 250", id="a priority that never runs"),
        pytest.param("priority", 251, "between 1 and 250", id="above the highest priority"),
        pytest.param("frames_per_task", 0, "between 1", id="no frames in a task"),
        pytest.param("paused", 1, "true or false", id="a number for a truth"),
        pytest.param("job_name", None, "a text", id="None for a text"),
        pytest.param("frames", "10-1", "frames", id="a reversed range"),
        pytest.param("frames", "all of them", "frames", id="words for frames"),
        pytest.param("farm_os", "amiga", "posix", id="a system nobody has"),
    ],
)
def test_wrong_value_is_refused_with_the_key(key, value, words):
    with pytest.raises(SettingsError) as caught:
        Settings({key: value})
    assert str(caught.value).startswith(key)
    assert words in str(caught.value)


def test_unknown_keys_are_kept_and_defaults_are_not_stored():
    settings = Settings({"priority": 99, "frames_per_task": 5, "from_the_future": {"a": 1}})
    assert dict(settings.stored()) == {"frames_per_task": 5, "from_the_future": {"a": 1}}
    assert set(settings) == set(BY_KEY)
