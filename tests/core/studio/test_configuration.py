"""Which value counts and where it came from; a CGRU site as it is; and that reading leaves nothing behind."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from afsubmit.errors import SettingsError
from afsubmit.studio import cgru, configuration
from afsubmit.studio.configuration import load


class Site:
    """Folders of a user, a studio and a CGRU installation, and the environment that names them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environ = {
            "HOME": str(root / "home"),
            "XDG_CONFIG_HOME": str(root / "user"),
            "AFSUBMIT_STUDIO": str(root / "studio"),
            "AFSUBMIT_HOME": str(root / "state"),
        }

    def write(self, place: str, content) -> Path:
        path = self.root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        return path

    def user(self, content) -> Path:
        return self.write("user/afsubmit/config.json", content)

    def studio(self, content) -> Path:
        return self.write("studio/config.json", content)

    def cgru(self, content, name: str = "config_default.json") -> Path:
        self.environ["CGRU_LOCATION"] = str(self.root / "cgru")
        return self.write(f"cgru/{name}", {"cgru_config": content} if isinstance(content, dict) else content)

    def load(self, arguments=None, **environ):
        return load(arguments, {**self.environ, **environ}, platform="linux")

    def values(self, platform: str = "linux", *, is_root: bool = False) -> dict:
        found, _, _ = cgru.read(self.environ, platform, is_root=is_root)
        return {key: value for key, (value, _) in found.items() if key != "include"}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_value_when_nothing_is_configured_then_the_default(site: Site) -> None:
    found = site.load()
    assert (found.value("af_serverport"), found.source("af_serverport")) == (51000, "default")
    assert (found.value("nothing", 5), found.source("nothing")) == (5, "")


def test_value_when_said_at_every_level_then_the_highest_counts(site: Site) -> None:
    levels = [
        lambda: site.cgru({"af_serverport": 1}),
        lambda: site.studio({"af_serverport": 2}),
        lambda: site.user({"af_serverport": 3}),
    ]
    for number, write in enumerate(levels, 1):
        path = write()
        assert (site.load().value("af_serverport"), site.load().source("af_serverport")) == (number, str(path))
    found = site.load(CGRU_AF_SERVERPORT="4")
    assert (found.value("af_serverport"), found.source("af_serverport")) == (4, "environment CGRU_AF_SERVERPORT")
    found = site.load({"af_serverport": 5}, CGRU_AF_SERVERPORT="4")
    assert (found.value("af_serverport"), found.source("af_serverport")) == (5, "argument")
    assert found.level("af_serverport") == configuration.ARGUMENT


def test_argument_when_none_then_it_says_nothing(site: Site) -> None:
    assert site.load({"af_serverport": None}).source("af_serverport") == "default"


def test_reading_when_everything_is_there_then_writes_and_changes_nothing(site: Site) -> None:
    site.cgru({"af_serverport": 1, "include": ["afanasy/config.json", "missing.json"]})
    site.cgru({"a": 1}, "afanasy/config.json")
    site.user({"user_name": "anna"})
    (site.root / "home").mkdir()

    def state() -> list:
        return sorted((str(path), path.stat().st_mode, path.stat().st_mtime_ns) for path in site.root.rglob("*"))

    before = state()
    os.chmod(site.root, 0o500)
    try:
        site.load()
    finally:
        os.chmod(site.root, 0o700)
    assert state() == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param('{\n "server": "a:1"\n "x": 1}', r"config\.json:3:2: ", id="a missing comma: line and column"),
        pytest.param("[1]", "one object", id="a list"),
        pytest.param('{"af_serverport": "51000"}', 'af_serverport: a whole number.*"51000"', id="a text for a number"),
        pytest.param('{"af_serverport": true}', "af_serverport", id="true for a number"),
        pytest.param('{"af_serverport": 70000}', "65535", id="no port"),
        pytest.param('{"server": 5}', "server: a text", id="a number for a text"),
        pytest.param('{"farm_os": "beos"}', "farm_os.*posix", id="an unknown system"),
        pytest.param('{"read_timeout_seconds": 0}', "read_timeout_seconds", id="no time"),
        pytest.param('{"pathsmap": {"a": "b"}}', "pathsmap: a list of pairs", id="a map that is no list"),
        pytest.param('{"pathsmap": [["/a", "/b"], ["/c"]]}', r"pathsmap: item \[1\]", id="half a pair"),
        pytest.param('{"pathsmap": [["", "/b"]]}', r"pathsmap: item \[0\]", id="an empty folder"),
    ],
)
def test_our_file_when_wrong_then_settings_error_names_file_and_key(site: Site, text: str, words: str) -> None:
    path = site.user(text)
    with pytest.raises(SettingsError, match=words) as found:
        site.load()
    assert str(path) in str(found.value)


def test_our_file_when_it_begins_with_a_byte_order_mark_then_read(site: Site) -> None:
    site.user('\ufeff{"user_name": "anna"}')
    assert site.load().value("user_name") == "anna"


def test_our_file_when_a_key_is_switched_off_or_unknown_then_left_out_or_kept(site: Site) -> None:
    site.user({"-user_name": "anna", "": "a remark", "house_style": 3})
    found = site.load()
    assert (found.value("user_name"), found.value("house_style"), found.value("")) == ("", 3, None)


@pytest.mark.parametrize(
    ("variable", "text", "key", "value"),
    [
        pytest.param("AFSUBMIT_SERVER", "farm:1", "server", "farm:1", id="our server"),
        pytest.param("CGRU_AF_SERVERNAME", "farm", "af_servername", "farm", id="CGRU's server"),
        pytest.param("AF_USERNAME", "anna", "user_name", "anna", id="CGRU's user"),
        pytest.param("AF_HOSTNAME", "pc01", "host_name", "pc01", id="CGRU's host"),
        pytest.param("CGRU_PATHSMAP", '[["/a","/b"]]', "pathsmap", [["/a", "/b"]], id="a list"),
        pytest.param("AFSUBMIT_READ_TIMEOUT", "2.5", "read_timeout_seconds", 2.5, id="seconds"),
        pytest.param("CGRU_AF_PRIORITY", "50", "af_priority", 50, id="any number of CGRU's files"),
        pytest.param("CGRU_NUKE_FILTER", "false", "nuke_filter", False, id="false is false, unlike in CGRU"),
        pytest.param("CGRU_COMPANY", "Ours", "company", "Ours", id="any text of CGRU's files"),
        pytest.param("CGRU_AF_SERVERNAME", "", "af_servername", "127.0.0.1", id="an empty variable says nothing"),
    ],
)
def test_variable_when_set_then_counts_with_the_type_of_its_key(site: Site, variable, text, key, value) -> None:
    site.cgru({"af_priority": 99, "nuke_filter": True, "company": "CGRU", "af_servername": "127.0.0.1"})
    assert site.load(**{variable: text}).value(key) == value


@pytest.mark.parametrize("text", ["many", "0", "1.5", "99999"])
def test_variable_when_it_cannot_be_used_then_settings_error_names_it(site: Site, text: str) -> None:
    with pytest.raises(SettingsError, match="environment CGRU_AF_SERVERPORT"):
        site.load(CGRU_AF_SERVERPORT=text)


def test_items_when_listed_then_ours_first_and_each_with_its_source(site: Site) -> None:
    path = site.cgru({"zeta": 1, "alpha": 2})
    rows = list(site.load(AFSUBMIT_SERVER="local").items())
    assert rows[0] == ("server", "local", "environment AFSUBMIT_SERVER")
    assert rows[-2:] == [("alpha", 2, str(path)), ("zeta", 1, str(path))]


# CGRU's files


def test_cgru_when_its_location_is_not_named_then_nothing_is_read(site: Site) -> None:
    site.cgru({"a": 1})
    del site.environ["CGRU_LOCATION"]
    assert site.values() == {}


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux", {"a": "linux", "b": 2}),
        ("darwin", {"a": "mac", "b": 2}),
        ("win32", {"a": "windows", "b": 1}),
    ],
)
def test_cgru_when_a_file_has_system_sections_then_only_ours_count(site: Site, platform, expected) -> None:
    site.cgru(
        {
            "a": "any", "b": 1, "OS_unix": {"b": 2, "a": "unix"}, "OS_linux": {"a": "linux"}, "OS_macosx": {"a": "mac"},
            "OS_windows": {"a": "windows"}, "OS_beos": {"a": "beos"},
        }
    )  # fmt: skip
    assert site.values(platform) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param({"-a": 1, "": "a remark", "b": 2}, {"b": 2}, id="switched off, and a remark"),
        pytest.param({"OS_unix": {"-a": 1, "b": 2}}, {"b": 2}, id="switched off in a section"),
        pytest.param({"OS_unix": {"a": 1}, "a": 2}, {"a": 2}, id="what stands later counts"),
        pytest.param({"a": 2, "OS_unix": {"a": 1}}, {"a": 1}, id="a section that stands later counts"),
        pytest.param({"a": {"x": 1, "-y": 2}}, {"a": {"x": 1}}, id="switched off in an object"),
        pytest.param(
            {"OS_unix": {"OS_linux": {"a": 1}, "OS_windows": {"a": 2}}}, {"a": 1}, id="a section in a section"
        ),
    ],
)
def test_cgru_when_a_file_is_read_then_what_counts(site: Site, content, expected) -> None:
    site.cgru(content)
    assert site.values() == expected


def test_cgru_when_files_are_included_then_after_the_file_and_relative_to_it(site: Site) -> None:
    site.cgru({"a": 1, "b": 1, "c": 1, "o": {"x": 1, "y": 1}, "include": ["afanasy/one.json", "two.json"]})
    site.cgru({"a": 2, "b": 2, "o": {"y": 2}, "include": ["inner.json"]}, "afanasy/one.json")
    site.cgru({"a": 3}, "afanasy/inner.json")
    site.cgru({"b": 4}, "two.json")
    assert site.values() == {"a": 3, "b": 4, "c": 1, "o": {"x": 1, "y": 2}}


def test_cgru_when_a_file_includes_itself_then_once_and_a_warning(site: Site) -> None:
    site.cgru({"a": 1, "include": ["config_default.json"]})
    found = site.load()
    assert found.value("a") == 1
    assert [problem.level for problem in found.problems] == ["warning"]


def test_cgru_when_a_custom_file_and_the_users_file_are_there_then_in_that_order(site: Site) -> None:
    site.cgru({"a": 1, "b": 1, "c": 1})
    site.environ["CGRU_CUSTOM_CONFIG"] = str(site.write("custom.json", {"cgru_config": {"a": 2, "b": 2}}))
    site.write("home/.cgru/config.json", {"cgru_config": {"a": 3}})
    assert site.values() == {"a": 3, "b": 2, "c": 1}
    assert site.values(is_root=True) == {"a": 2, "b": 2, "c": 1}


def test_cgru_when_on_windows_then_the_users_file_is_below_appdata(site: Site) -> None:
    site.cgru({"a": 1})
    site.environ["APPDATA"] = str(site.root / "roaming")
    site.write("roaming/cgru/config.json", {"cgru_config": {"a": 2}})
    assert site.values("win32") == {"a": 2}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param('{"cgru_config":{\n"a":1\n "b":2}}', ":3:2", id="no JSON"),
        pytest.param('{"config": {}}', "cgru_config", id="another root"),
        pytest.param("[]", "must hold one object", id="a list"),
    ],
)
def test_cgru_when_a_file_is_broken_then_passed_over_with_a_warning(site: Site, text: str, words: str) -> None:
    site.cgru({"a": 1, "include": ["broken.json", "good.json"]})
    site.cgru(text, "broken.json")
    site.cgru({"b": 2}, "good.json")
    found = site.load()
    assert (found.value("a"), found.value("b")) == (1, 2)
    assert [problem.level for problem in found.problems] == ["warning"]
    assert words in found.problems[0].where + found.problems[0].message


def test_cgru_when_a_value_of_ours_is_wrong_then_passed_over_with_a_warning(site: Site) -> None:
    site.cgru({"af_serverport": "51000", "pathsmap": [["/a"]]})
    found = site.load()
    assert (found.value("af_serverport"), found.value("pathsmap")) == (51000, [])
    assert len(found.problems) == 2


def test_cgru_when_a_file_begins_with_a_byte_order_mark_and_repeats_keys_then_read(site: Site) -> None:
    site.cgru('\ufeff{"cgru_config":{"":"x","":"y","a":1,"a":2,"":""}}')
    assert site.values() == {"a": 2}


def test_cgru_when_files_were_read_then_they_are_listed(site: Site) -> None:
    paths = [str(site.cgru({"include": ["x.json", "no.json"]})), str(site.cgru({}, "x.json")), str(site.user({}))]
    assert list(site.load().files) == paths
