"""Who submits, from where, to which farm."""

from __future__ import annotations

import json
import os
import socket
import stat
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.errors import SettingsError
from afsubmit.studio import farm_file, farm_lock, folders, identity, process_mark, server_choice
from afsubmit.studio.configuration import load

CONTENT = {"host": "127.0.0.1", "port": 40404, "pid": os.getpid(), "start": "1", "token": "secret", "version": "1"}


@pytest.fixture
def environ(tmp_path):
    names = ("XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "AFSUBMIT_HOME", "HOME", "APPDATA", "PROGRAMDATA")
    return {name: str(tmp_path / name) for name in names}


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        pytest.param({"USER": "jimmy"}, "jimmy", id="whoever is logged in"),
        pytest.param({"USER": "STUDIO\\Jimmy"}, "jimmy", id="a Windows domain"),
        pytest.param({"USER": "studio/Jimmy"}, "jimmy", id="a domain with a slash"),
        pytest.param({"USER": "a\\b/C"}, "c", id="the last slash counts before any backslash"),
        pytest.param({"USERNAME": "Anna"}, "anna", id="Windows' variable"),
        pytest.param({"USER": "", "USERNAME": "Anna"}, "anna", id="an empty variable says nothing"),
        pytest.param({"USER": "jimmy", "AF_USERNAME": "Render"}, "render", id="Afanasy's variable"),
        pytest.param({"AF_USERNAME": "a", "CGRU_USERNAME": "B"}, "b", id="CGRU's before Afanasy's"),
        pytest.param({"CGRU_USERNAME": "D\\B"}, "b", id="a domain in CGRU's, which CGRU itself leaves there"),
        pytest.param({"CGRU_USERNAME": "b", "AFSUBMIT_USER_NAME": "C"}, "c", id="ours before both"),
    ],
)
def test_user_when_named_by_variables_then_lower_case_without_domain(environ, variables, name: str) -> None:
    assert identity.user_name(load(environ={**environ, **variables})) == name


def test_user_when_given_as_argument_then_before_all(environ) -> None:
    assert identity.user_name(load({"user_name": "Anna"}, {**environ, "AF_USERNAME": "b"})) == "anna"


def test_user_when_no_variable_knows_then_the_system_is_asked(environ, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):  # which Python asks before the system
        monkeypatch.delenv(name, raising=False)
    assert identity.user_name(load(environ=environ))


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        pytest.param({}, socket.gethostname().lower(), id="the system's"),
        pytest.param({"AF_HOSTNAME": "PC01.studio.lan"}, "pc01.studio.lan", id="Afanasy's variable, domain kept"),
        pytest.param({"AF_HOSTNAME": "a", "CGRU_HOSTNAME": "B"}, "b", id="CGRU's before Afanasy's"),
    ],
)
def test_host_when_named_then_lower_case(environ, variables, name: str) -> None:
    assert identity.host_name(load(environ={**environ, **variables})) == name


def resolved(environ, arguments=None, **variables):
    return server_choice.resolve(load(arguments, {**environ, **variables}))


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        pytest.param({"AFSUBMIT_SERVER": "farm:51001"}, ("farm", 51001), id="host and port"),
        pytest.param({"AFSUBMIT_SERVER": " farm "}, ("farm", 51000), id="a host alone"),
        pytest.param({"AFSUBMIT_SERVER": "192.0.2.1:5"}, ("192.0.2.1", 5), id="a number"),
        pytest.param({"AFSUBMIT_SERVER": "[::1]:5"}, ("::1", 5), id="IPv6 and port"),
        pytest.param({"AFSUBMIT_SERVER": "[::1]"}, ("::1", 51000), id="IPv6 in brackets"),
        pytest.param({"AFSUBMIT_SERVER": "fe80::1"}, ("fe80::1", 51000), id="IPv6 bare"),
        pytest.param({"CGRU_AF_SERVERNAME": "farm"}, ("farm", 51000), id="CGRU's name"),
        pytest.param({"CGRU_AF_SERVERNAME": "farm", "CGRU_AF_SERVERPORT": "7"}, ("farm", 7), id="CGRU's name and port"),
        pytest.param({"CGRU_AF_SERVERPORT": "7"}, ("127.0.0.1", 7), id="CGRU's port alone"),
        pytest.param({"AFSUBMIT_SERVER": "a:1", "CGRU_AF_SERVERNAME": "b"}, ("a", 1), id="ours before CGRU's"),
    ],
)
def test_server_when_variables_name_one_then_that_one(environ, variables, expected) -> None:
    found = resolved(environ, **variables)
    assert ((found.host, found.port), found.is_local, found.token) == (expected, False, "")
    assert found.source.startswith("environment ")


@pytest.mark.parametrize(
    "text",
    [
        "farm:",
        ":5",
        "farm:0",
        "farm:65536",
        "farm:x",
        "a b:5",
        "http://farm:5",
        "[::1",
        "[::1]x",
        "farm:٣",
        '"a"',
        "\x1b[31mfarm:5",
        "a\u202eb",
    ],
)
def test_server_when_it_is_no_address_then_settings_error_names_the_source(environ, text: str) -> None:
    with pytest.raises(SettingsError, match=r"environment AFSUBMIT_SERVER.*host:port"):
        resolved(environ, AFSUBMIT_SERVER=text)


def test_server_when_variable_and_files_differ_then_the_variable_counts(environ, tmp_path) -> None:
    folder = tmp_path / "XDG_CONFIG_HOME" / "afsubmit"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text('{"server": "mine:1"}')
    if sys.platform.startswith("linux"):
        assert resolved(environ)[:2] == ("mine", 1)
    assert resolved(environ, CGRU_AF_SERVERNAME="farm")[:2] == ("farm", 51000)
    assert resolved(environ, {"server": "other:2"}, CGRU_AF_SERVERNAME="farm")[:2] == ("other", 2)


def test_server_when_in_a_cgru_site_with_nothing_configured_then_cgrus_default(environ, tmp_path) -> None:
    (tmp_path / "cgru").mkdir()
    text = json.dumps({"cgru_config": {"af_servername": "127.0.0.1", "af_serverport": 51000}})
    (tmp_path / "cgru" / "config_default.json").write_text(text)
    found = resolved(environ, CGRU_LOCATION=str(tmp_path / "cgru"))
    assert found == ("127.0.0.1", 51000, "", False, str(tmp_path / "cgru" / "config_default.json"))


OWN = {**CONTENT, "pid": os.getpid(), "start": process_mark.start_mark(os.getpid())}


@pytest.fixture
def lock(environ):
    """The lock of this machine's farm, which does not run yet."""
    folder = farm_file.make_folder(farm_file.machine_name(), environ)
    one = farm_lock.FarmLock(farm_lock.path_in(folder))
    yield one
    one.release()


@pytest.mark.parametrize("variables", [{}, {"AFSUBMIT_SERVER": "local"}, {"AFSUBMIT_SERVER": "LOCAL "}])
def test_server_when_local_or_nothing_is_configured_then_the_running_farm_or_none(environ, lock, variables) -> None:
    assert resolved(environ, **variables)[:4] == ("", 0, "", True)
    assert lock.acquire()
    farm_file.write(farm_file.machine_name(), OWN, environ)
    assert resolved(environ, **variables)[:4] == ("127.0.0.1", 40404, "secret", True)
    path = os.path.join(environ["AFSUBMIT_HOME"], "farm.sock")
    farm_file.write(farm_file.machine_name(), {**OWN, "socket": path, "port": 0}, environ)
    assert resolved(environ, **variables)[:4] == (path, 0, "secret", True)


@pytest.mark.parametrize(
    ("is_held", "changed"),
    [
        pytest.param(False, {}, id="its file has the number of a process that lives"),
        pytest.param(True, {"start": "another"}, id="its number was given to another process"),
        pytest.param(True, {"start": ""}, id="of no start"),
        pytest.param(True, {"pid": 2**31 - 1}, id="of a process that is not there"),
        pytest.param(True, {"pid": 10**30}, id="of a number beyond all"),
        pytest.param(True, {"pid": -1}, id="of everybody"),
        pytest.param(True, {"pid": 0}, id="of our own group"),
    ],
)
def test_server_when_the_local_farm_was_killed_then_none_whatever_its_file_says(
    environ, lock, is_held, changed
) -> None:
    assert not is_held or lock.acquire()
    farm_file.write(farm_file.machine_name(), {**OWN, **changed}, environ)
    assert resolved(environ)[:4] == ("", 0, "", True)
    assert farm_file.living(farm_file.machine_name(), environ) == (is_held, None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda one: st.lists(one) | st.dictionaries(st.text(), one),
)


@settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), max_examples=60)
@given(changed=st.dictionaries(st.sampled_from([*farm_file.KEYS, "socket"]), JSON, min_size=1))
def test_farm_file_when_it_holds_anything_then_read_or_no_farm_and_never_an_error(environ, lock, changed) -> None:
    farm_file.write(farm_file.machine_name(), {**OWN, **changed}, environ)
    resolved(environ)


def a_fifo(path: str) -> None:
    os.mkfifo(path)


def a_link_elsewhere(path: str) -> None:
    with open(f"{path}.other", "w", encoding="utf-8") as file:
        json.dump(OWN, file)
    os.symlink(f"{path}.other", path)


def everybodys(path: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        json.dump(OWN, file)
    os.chmod(path, 0o666)


def deep(path: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write("[" * 60_000)


def huge(path: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps(OWN)[:-1] + ', "more": "')
        file.truncate(1 << 40)


A_FIFO = pytest.param(a_fifo, marks=pytest.mark.posix("pipes with a name"))
A_LINK = pytest.param(a_link_elsewhere, marks=pytest.mark.posix("opening without following a link (O_NOFOLLOW)"))
EVERYBODYS = pytest.param(everybodys, marks=pytest.mark.posix("modes"))


@pytest.mark.parametrize("make", [A_FIFO, a_link_elsewhere, EVERYBODYS, deep, huge, os.mkdir])
def test_farm_file_when_it_is_no_file_of_ours_then_no_farm_at_once(environ, lock, make) -> None:
    assert lock.acquire()
    make(farm_file.path(farm_file.machine_name(), environ))
    assert resolved(environ)[:4] == ("", 0, "", True)


@pytest.mark.parametrize("make", [A_FIFO, A_LINK, os.mkdir])
def test_lock_when_it_is_no_file_of_ours_then_no_farm_at_once(environ, make) -> None:
    folder = farm_file.make_folder(farm_file.machine_name(), environ)
    make(farm_lock.path_in(folder))
    assert resolved(environ)[:4] == ("", 0, "", True)
    with pytest.raises(OSError, match=r"farm\.lock"):
        farm_lock.FarmLock(farm_lock.path_in(folder)).acquire()


# farm.json


def test_farm_file_when_written_then_read_by_its_owner_only_and_removed(environ) -> None:
    assert farm_file.read("pc01", environ) is None
    farm_file.remove("pc01", environ)
    farm_file.write("pc01", CONTENT, environ)
    farm_file.write("pc01", {**CONTENT, "port": 2}, environ)
    assert farm_file.read("pc01", environ) == {**CONTENT, "port": 2, "socket": ""}
    assert farm_file.read("pc02", environ) is None
    path = farm_file.path("pc01", environ)
    assert path == os.path.join(environ["AFSUBMIT_HOME"], "farm", "pc01", "farm.json")
    assert os.listdir(os.path.dirname(path)) == ["farm.json"]
    if os.name != "nt":
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
        assert stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700
    farm_file.remove("pc01", environ)
    assert farm_file.read("pc01", environ) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param('{"host": "127', id="half a file"),
        pytest.param("[]", id="a list"),
        pytest.param(json.dumps({**CONTENT, "port": "40404"}), id="a text for the port"),
        pytest.param(json.dumps({**CONTENT, "port": 0}), id="port 0"),
        pytest.param(json.dumps({**CONTENT, "port": 0, "socket": 5}), id="a number for the socket"),
        pytest.param("[" * 60_000, id="nested without end"),
        pytest.param(json.dumps({**CONTENT, "pid": True}), id="true for the process"),
        pytest.param(json.dumps({"port": 40404}), id="keys missing"),
    ],
)
def test_farm_file_when_it_cannot_be_used_then_no_farm(environ, text: str) -> None:
    path = farm_file.path("pc01", environ)
    os.makedirs(os.path.dirname(path))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    assert farm_file.read("pc01", environ) is None


def test_farm_file_when_the_folder_cannot_be_written_then_error_and_nothing_left(environ) -> None:
    with open(environ["AFSUBMIT_HOME"], "w"):
        pass
    with pytest.raises(OSError, match=r"farm|File exists|Not a directory"):
        farm_file.write("pc01", CONTENT, environ)


# Folders


@pytest.mark.parametrize(
    ("function", "platform", "variables", "expected"),
    [
        pytest.param(folders.state_folder, "linux", {}, "/h/.local/state/afsubmit", id="state on Linux"),
        pytest.param(folders.state_folder, "linux", {"XDG_STATE_HOME": "/s"}, "/s/afsubmit", id="state, moved"),
        pytest.param(folders.state_folder, "linux", {"XDG_STATE_HOME": "s"}, "/h/.local/state/afsubmit", id="relative"),
        pytest.param(
            folders.state_folder, "darwin", {}, "/h/Library/Application Support/afsubmit", id="state on macOS"
        ),
        pytest.param(folders.state_folder, "win32", {"LOCALAPPDATA": "/l"}, "/l/afsubmit", id="state on Windows"),
        pytest.param(folders.state_folder, "win32", {}, "/h/AppData/Local/afsubmit", id="state on Windows, bare"),
        pytest.param(folders.state_folder, "win32", {"AFSUBMIT_HOME": "/x"}, "/x", id="all state moved"),
        pytest.param(folders.user_config_folder, "linux", {"AFSUBMIT_HOME": "/x"}, "/h/.config/afsubmit", id="user's"),
        pytest.param(folders.user_config_folder, "linux", {"XDG_CONFIG_HOME": "/c"}, "/c/afsubmit", id="user's, moved"),
        pytest.param(folders.user_config_folder, "win32", {"APPDATA": "/r"}, "/r/afsubmit", id="user's on Windows"),
        pytest.param(folders.studio_config_folder, "linux", {}, "/etc/xdg/afsubmit", id="studio's"),
        pytest.param(folders.studio_config_folder, "linux", {"XDG_CONFIG_DIRS": "/a:/b"}, "/a/afsubmit", id="first"),
        pytest.param(folders.studio_config_folder, "linux", {"AFSUBMIT_STUDIO": "/s"}, "/s", id="studio's, named"),
        pytest.param(folders.studio_config_folder, "win32", {"PROGRAMDATA": "/p"}, "/p/afsubmit", id="on Windows"),
    ],
)
@pytest.mark.posix("the table is written with POSIX separators")
def test_folder_when_asked_then_the_systems_own(function, platform, variables, expected) -> None:
    assert function({"HOME": "/h", **variables}, platform) == expected


@pytest.mark.posix("lists of folders with a colon between them")
def test_studio_folder_when_a_later_folder_holds_ours_then_that_one(tmp_path) -> None:
    (tmp_path / "b" / "afsubmit").mkdir(parents=True)
    environ = {"XDG_CONFIG_DIRS": f"{tmp_path / 'a'}:{tmp_path / 'b'}"}
    assert folders.studio_config_folder(environ, "linux") == str(tmp_path / "b" / "afsubmit")
