"""Where the value of a setting comes from, and who may not change it."""

from __future__ import annotations

import json

import pytest

from afsubmit.errors import SettingsError
from afsubmit.submission.settings import preset_files
from afsubmit.submission.settings.layers import apply_layers
from afsubmit.submission.settings.setting_files import level_folders
from afsubmit.submission.settings.values import SCHEMA


class Studio:
    """The folders of a studio, a show and a user."""

    def __init__(self, root):
        self.environ = {
            "AFSUBMIT_STUDIO": str(root / "studio"),
            "AFSUBMIT_SHOW": "short film",
            "HOME": str(root / "home"),
            "XDG_CONFIG_HOME": str(root / "home" / "config"),
            "APPDATA": str(root / "home" / "config"),
        }
        self.folders = {level: root.__class__(folder) for level, folder in level_folders(self.environ).items()}
        for folder in self.folders.values():
            folder.mkdir(parents=True)

    def write(self, level, name="settings.json", /, **content):
        path = self.folders[level] / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), "utf-8")
        return path

    def apply_layers(self, caller=None, **more):
        return apply_layers(caller, environ=self.environ, **more)


@pytest.fixture
def studio(tmp_path):
    return Studio(tmp_path)


def test_nothing_anywhere_is_the_schemas_defaults(studio):
    found = studio.apply_layers()
    assert {key: origin.value for key, origin in found.origins.items()} == {row.key: row.default for row in SCHEMA}
    assert {origin.source for origin in found.origins.values()} == {"default"}
    assert found.problems == [] and found.settings.stored() == {}


def test_each_layer_wins_over_the_one_before(studio):
    keys = ["priority", "retries", "max_tasks", "capacity", "need_power", "need_cpu_cores"]
    layers = ["studio", "show", "user", "preset mine", "scene", "caller"]
    for number, level in enumerate(("studio", "show", "user")):
        studio.write(level, settings=dict.fromkeys(keys[number:], number + 1))
    studio.write("user", "presets/mine.json", settings=dict.fromkeys(keys[3:], 4))
    found = studio.apply_layers({keys[5]: 6}, scene=dict.fromkeys(keys[4:], 5), preset_names=["mine"])
    assert [(found.origins[key].value, found.origins[key].source) for key in keys] == list(enumerate(layers, 1))
    assert [found.settings[key] for key in keys] == [1, 2, 3, 4, 5, 6]
    assert found.origins["priority"].path == str(studio.folders["studio"] / "settings.json")


def test_a_locked_key_stays_and_the_caller_is_told(studio):
    studio.write("studio", settings={"priority": 40}, locked=["priority", "from_the_future"], hidden=["command_pre"])
    studio.write("user", settings={"priority": 90})
    found = studio.apply_layers({"priority": 120}, scene={"priority": 110})
    assert found.settings["priority"] == 40
    assert (found.origins["priority"].locked_by, found.origins["command_pre"].is_hidden) == ("studio", True)
    assert [(problem.where, problem.level) for problem in found.problems] == [("priority", "info")]
    assert "studio keeps it at 40" in found.problems[0].message


def test_a_scene_that_disagrees_with_a_lock_is_no_reason_to_speak(studio):
    studio.write("show", locked=["priority"])
    found = studio.apply_layers({"priority": 99}, scene={"priority": 110})
    assert found.settings["priority"] == 99 and found.problems == []
    assert found.origins["priority"].locked_by == "show"


def test_what_is_stored_is_what_differs_from_the_layers_below(studio):
    studio.write("studio", settings={"priority": 40})
    found = studio.apply_layers({"priority": 99, "paused": False, "frames_per_task": 5, "newer": [1]})
    assert found.settings.stored() == {"priority": 99, "frames_per_task": 5, "newer": [1]}
    assert studio.apply_layers({"priority": 40}).settings.stored() == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param('{"settings": {"priority": 40},}', ":1:", id="a comma too many"),
        pytest.param('{\n  "settings": {\n    priority: 40}}', ":3:", id="a key without quotes"),
        pytest.param("[]", "one object", id="a list"),
        pytest.param('{"settings": []}', "settings must be an object", id="settings that are a list"),
        pytest.param("", ":1:1", id="nothing at all"),
    ],
)
def test_a_file_that_is_no_settings_file_is_named_and_passed_over(studio, text, words):
    path = studio.folders["show"] / "settings.json"
    path.write_text(text, "utf-8")
    found = studio.apply_layers()
    assert [problem.level for problem in found.problems] == ["warning"]
    assert str(path) in found.problems[0].message and words in found.problems[0].message
    assert found.settings["priority"] == 99


def test_a_wrong_value_is_named_by_its_path_and_the_others_count(studio):
    path = studio.write(
        "studio", settings={"priority": "high", "retries": 2, "pools": {"/gpu": 500}}, locked="priority"
    )
    found = studio.apply_layers()
    assert [problem.where for problem in found.problems] == [
        f"{path}: settings.priority",
        f"{path}: settings.pools",
        f"{path}: locked",
    ]
    assert "pools./gpu" in found.problems[1].message
    assert (found.settings["priority"], found.settings["retries"]) == (99, 2)


def test_a_wrong_value_of_the_scene_is_passed_over_and_one_of_the_caller_is_refused(studio):
    found = studio.apply_layers(scene={"priority": 1000, "retries": 1})
    assert [problem.where for problem in found.problems] == ["scene: priority"]
    assert (found.settings["priority"], found.settings["retries"]) == (99, 1)
    with pytest.raises(SettingsError, match="priority"):
        studio.apply_layers({"priority": 1000})


def test_a_show_whose_folder_is_away_is_a_problem_and_no_stop(studio):
    studio.environ["AFSUBMIT_SHOW"] = "other"
    found = studio.apply_layers({"priority": 5})
    assert [problem.where for problem in found.problems] == ["show"] and found.settings["priority"] == 5


def test_presets_are_listed_by_level_and_the_users_hides_the_studios(studio):
    for level, name in (
        ("studio", "final"),
        ("studio", "Draft"),
        ("show", "final"),
        ("user", "night"),
        ("user", "Draft"),
    ):
        studio.write(level, f"presets/{name}.json", settings={})
    (studio.folders["user"] / "presets" / "notes.txt").write_text("not a preset", "utf-8")
    found, problems = preset_files.listed(studio.environ)
    assert [(preset.level, preset.name) for preset in found] == [
        ("show", "final"),
        ("user", "Draft"),
        ("user", "night"),
    ]
    assert problems == []


def test_a_preset_is_saved_loaded_changed_and_deleted(studio):
    values = {"priority": 5, "environment": {"A": "ü"}, "of_a_newer_version": [1]}
    path = preset_files.save("my night: no".replace(":", ""), values, environ=studio.environ).path
    assert preset_files.load("my night no", studio.environ) == values
    content = json.loads(open(path, encoding="utf-8").read())
    with open(path, "w", encoding="utf-8") as file:
        json.dump({**content, "note": "kept"}, file)
    preset_files.save("my night no", {"priority": 6}, environ=studio.environ)
    assert json.loads(open(path, encoding="utf-8").read()) == {"settings": {"priority": 6}, "note": "kept"}
    preset_files.delete("my night no", environ=studio.environ)
    assert preset_files.listed(studio.environ) == ([], [])
    assert [entry.name for entry in (studio.folders["user"] / "presets").iterdir()] == []


def test_a_preset_that_is_chosen_and_cannot_be_used_is_an_error(studio):
    studio.write("user", "presets/bad.json", settings={"priority": "high"})
    for name, words in (("bad", "settings.priority"), ("none", "there are: bad")):
        found = studio.apply_layers(preset_names=[name])
        assert [problem.level for problem in found.problems] == ["error"] and words in found.problems[0].message


@pytest.mark.parametrize("name", ["", " a", "a/b", "..", "a\\b", ".hidden", "a" * 101, "x\n", "con?", "end."])
def test_a_preset_has_a_name_that_is_a_file_anywhere(studio, name):
    with pytest.raises(SettingsError, match="cannot be called"):
        preset_files.save(name, {}, environ=studio.environ)
    with pytest.raises(SettingsError):
        preset_files.delete(name, environ=studio.environ)


def test_a_preset_with_a_wrong_value_is_not_saved(studio):
    with pytest.raises(SettingsError, match="priority"):
        preset_files.save("bad", {"priority": 0}, environ=studio.environ)
    assert preset_files.listed(studio.environ) == ([], [])


def test_a_preset_where_nothing_can_be_written_says_which_file(studio):
    (studio.folders["user"] / "presets").write_text("a file in the place of the folder", "utf-8")
    with pytest.raises(SettingsError, match=r"night\.json cannot be written"):
        preset_files.save("night", {}, environ=studio.environ)
    with pytest.raises(SettingsError, match="no place for presets of the level"):
        preset_files.save("night", {}, level="planet", environ=studio.environ)
