"""The path map: whole folders, both separators, any case where Windows says so, inside commands, and back again."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from afsubmit.studio.configuration import load
from afsubmit.studio.pathmap import PathMap, from_configuration

WINDOWS = PathMap(
    [["C:/prj", "/mnt/prj"], ["//server/projects/", "/mnt/projects/"], ["D:\\", "/mnt/d"], ["E:/a b", "/mnt/a b"]],
    is_windows=True,
)
MAC = PathMap([["/Volumes/prj", "/mnt/prj"], ["/Volumes/My Drive/", "/mnt/drive/"]], is_windows=False)
MIXED = PathMap([["/mnt/prj", "P:\\prj"], ["/mnt/share", "\\\\server\\share"]], is_windows=False)


@pytest.mark.parametrize(
    ("path_map", "here", "farm"),
    [
        pytest.param(WINDOWS, r"C:\prj\a\b.exr", "/mnt/prj/a/b.exr", id="backslashes"),
        pytest.param(WINDOWS, r"C:\prj", "/mnt/prj", id="the folder itself"),
        pytest.param(WINDOWS, "D:\\", "/mnt/d/", id="a whole drive"),
        pytest.param(WINDOWS, r"D:\x", "/mnt/d/x", id="below a drive"),
        pytest.param(WINDOWS, r"\\server\projects\a b\c", "/mnt/projects/a b/c", id="a share, with a blank"),
        pytest.param(WINDOWS, r"E:\a b\c", "/mnt/a b/c", id="a blank in the mapped folder"),
        pytest.param(MAC, "/Volumes/prj/a", "/mnt/prj/a", id="POSIX to POSIX"),
        pytest.param(MAC, "/Volumes/My Drive/a=b,c;d", "/mnt/drive/a=b,c;d", id="signs in a name"),
        pytest.param(MIXED, "/mnt/prj/a b", "P:/prj/a b", id="to a Windows farm: forward slashes"),
        pytest.param(MIXED, "/mnt/share/a", "//server/share/a", id="to a share"),
    ],
)
def test_path_when_translated_then_as_the_farm_sees_it_and_back(path_map, here: str, farm: str) -> None:
    assert path_map.path_to_server(here) == farm
    assert path_map.path_to_client(farm) == here


@pytest.mark.parametrize(
    ("path_map", "here", "farm"),
    [
        pytest.param(WINDOWS, r"c:\PRJ\Shot", "/mnt/prj/Shot", id="another case: the rest keeps its own"),
        pytest.param(WINDOWS, "C:/prj/a", "/mnt/prj/a", id="forward slashes"),
        pytest.param(WINDOWS, r"C:\prj/a\b", "/mnt/prj/a/b", id="both separators"),
        pytest.param(WINDOWS, "//SERVER/Projects/a", "/mnt/projects/a", id="a share in another case"),
        pytest.param(WINDOWS, r"\\server\projects", "/mnt/projects", id="a share without a slash at the end"),
        pytest.param(WINDOWS, r"C:\prj2\a", r"C:\prj2\a", id="a longer name is another folder"),
        pytest.param(WINDOWS, r"C:\prj.old", r"C:\prj.old", id="a name with an ending is another folder"),
        pytest.param(WINDOWS, r"C:\prj old\a", r"C:\prj old\a", id="a name with a blank is another folder"),
        pytest.param(WINDOWS, "C:prj", "C:prj", id="relative on its drive"),
        pytest.param(WINDOWS, r"x\C:\prj", r"x\C:\prj", id="not at the beginning"),
        pytest.param(WINDOWS, r"X:\y", r"X:\y", id="an unmapped folder keeps its separators"),
        pytest.param(WINDOWS, "", "", id="nothing"),
        pytest.param(MAC, "/volumes/prj/a", "/volumes/prj/a", id="another case is another folder here"),
        pytest.param(MAC, "\\Volumes\\prj", "\\Volumes\\prj", id="a backslash is a letter here"),
        pytest.param(MAC, "/Volumes/prj/a\\b", "/mnt/prj/a\\b", id="a backslash in a name stays"),
        pytest.param(PathMap(), "/a/b", "/a/b", id="an empty map"),
    ],
)
def test_path_when_translated_for_the_farm_then(path_map, here: str, farm: str) -> None:
    assert path_map.path_to_server(here) == farm


@pytest.mark.parametrize(
    ("path_map", "here", "farm"),
    [
        pytest.param(
            WINDOWS,
            r'render "C:\prj\my file.nk" -o D:\out\x.####.exr',
            'render "/mnt/prj/my file.nk" -o /mnt/d/out/x.####.exr',
            id="quotes, and without",
        ),
        pytest.param(WINDOWS, r"a=C:\prj\x", "a=/mnt/prj/x", id="after ="),
        pytest.param(MAC, 'sh -c "cd /Volumes/prj && ls"', 'sh -c "cd /mnt/prj && ls"', id="in a command in quotes"),
        pytest.param(MAC, '"/Volumes/prj && ls"', '"/Volumes/prj && ls"', id="a name with blanks in quotes"),
        pytest.param(WINDOWS, r"C:\prj\x;C:\prj\y", "/mnt/prj/x;/mnt/prj/y", id="a list with ;"),
        pytest.param(WINDOWS, r"C:\prj\x,\\server\projects\y", "/mnt/prj/x,/mnt/projects/y", id="a list with ,"),
        pytest.param(WINDOWS, r"C:\prj\x;X:\prj\y", r"/mnt/prj/x;X:\prj\y", id="the unmapped one stays as it is"),
        pytest.param(WINDOWS, r"C:\prj\x X:\y\z", r"/mnt/prj/x X:\y\z", id="an unmapped argument stays as it is"),
        pytest.param(WINDOWS, r"C:\prj\a=b\c", "/mnt/prj/a=b/c", id="= in a name"),
        pytest.param(WINDOWS, r"'C:\prj\a b\c'", "'/mnt/prj/a b/c'", id="single quotes"),
        pytest.param(WINDOWS, '"C:\\prj\\"', '"/mnt/prj/"', id="a backslash before the last quote"),
        pytest.param(WINDOWS, r'sh -c "cat \"C:\prj\a\""', r'sh -c "cat \"/mnt/prj/a\""', id="quotes in quotes"),
        pytest.param(WINDOWS, r"x\n C:\prj\a", r"x\n /mnt/prj/a", id="a backslash elsewhere stays"),
        pytest.param(WINDOWS, "http://server/projects/x", "http://server/projects/x", id="a web address"),
        pytest.param(WINDOWS, '"C:\\prj old\\x"', '"C:\\prj old\\x"', id="a longer name in quotes"),
        pytest.param(WINDOWS, r"-oC:\prj\x", r"-oC:\prj\x", id="inside a word"),
        pytest.param(WINDOWS, r"C:\prj\x>C:\prj\log", "/mnt/prj/x>/mnt/prj/log", id="redirected"),
        pytest.param(MAC, "/Volumes/prj/a:/Volumes/prj/b", "/mnt/prj/a:/mnt/prj/b", id="a list with :"),
        pytest.param(MAC, "ls /Volumes/prj -l", "ls /mnt/prj -l", id="the folder as an argument"),
        pytest.param(MAC, "'/Volumes/My Drive/a b'", "'/mnt/drive/a b'", id="a blank in the mapped folder"),
        pytest.param(MAC, "'/Volumes/prj old/x'", "'/Volumes/prj old/x'", id="a longer name in single quotes"),
        pytest.param(MAC, "it's /Volumes/prj x", "it's /mnt/prj x", id="an apostrophe"),
        pytest.param(MAC, "/x/Volumes/prj/a", "/x/Volumes/prj/a", id="inside another path"),
        pytest.param(MAC, "c:/Volumes/prj", "c:/Volumes/prj", id="after the colon of a drive"),
        pytest.param(MAC, "(cat</Volumes/prj/a)", "(cat</mnt/prj/a)", id="a shell's signs"),
        pytest.param(MIXED, "x '/mnt/prj/a b' /mnt/prj/c", "x 'P:/prj/a b' P:/prj/c", id="to a Windows farm"),
    ],
)
def test_command_when_translated_then_every_path_in_it_and_nothing_else(path_map, here: str, farm: str) -> None:
    assert path_map.to_server(here) == farm


@pytest.mark.parametrize(
    ("unix_separators", "expected"),
    [(False, r'x "C:\prj\a b\c" D:\y'), (True, 'x "C:/prj/a b/c" D:/y')],
    ids=["Windows' own", "forward, for applications that want them"],
)
def test_command_when_translated_for_a_windows_client_then_with_the_separators_wanted(
    unix_separators, expected
) -> None:
    pairs = [["C:/prj", "/mnt/prj"], ["D:\\", "/mnt/d"]]
    path_map = PathMap(pairs, is_windows=True, unix_separators=unix_separators)
    assert path_map.to_client('x "/mnt/prj/a b/c" /mnt/d/y') == expected


def test_map_when_two_pairs_fit_then_the_first_as_in_cgru() -> None:
    path_map = PathMap([["/a", "/x"], ["/a/b", "/y"]], is_windows=False)
    assert path_map.to_server("/a/b/c") == "/x/b/c"


def test_map_when_the_result_fits_another_pair_then_it_is_not_translated_again() -> None:
    path_map = PathMap([["/a", "/b"], ["/b", "/a"]], is_windows=False)
    assert path_map.to_server("/a/1 /b/2") == "/b/1 /a/2"


@pytest.mark.parametrize(
    ("pairs", "system"),
    [
        ([], ""),
        ([["C:/a", "/b"]], "posix"),
        ([["/a", "C:/b"], ["/c", "\\\\server\\d"]], "windows"),
        ([["/a", "C:/b"], ["/c", "/d"]], ""),
    ],
    ids=["no map", "POSIX", "Windows", "both"],
)
def test_farm_os_when_the_map_knows_it_then_that(pairs, system: str) -> None:
    assert PathMap(pairs).farm_os == system


def test_map_when_configured_then_used() -> None:
    configuration = load({"pathsmap": [["/Volumes/prj", "/mnt/prj"]]}, {})
    assert from_configuration(configuration).to_server("/Volumes/prj/a") == "/mnt/prj/a"


# Any map, any path, both ways

names = st.text(st.characters(categories=["L", "N"], include_characters=" ._-#@()+&$", max_codepoint=0x2FF), min_size=1)
parts = names.filter(lambda name: name.strip(" .")).map(lambda name: name[:12].strip(" ") or "x")
posix_folders = st.lists(parts, min_size=1, max_size=3).map(lambda names: "/" + "/".join(names))
drives = st.builds(lambda d, names: "\\".join([f"{d}:", *names]), st.sampled_from("CDZ"), st.lists(parts, max_size=3))
shares = st.lists(parts, min_size=2, max_size=3).map(lambda names: "\\\\" + "\\".join(names))
rests = st.lists(parts, max_size=4)


def below(folder: str, rest: list[str], separator: str) -> str:
    return separator.join([folder, *rest])


@given(client=drives | shares, server=posix_folders, rest=rests)
def test_any_path_of_a_windows_client_when_sent_and_brought_back_then_the_same(client, server, rest) -> None:
    path_map = PathMap([[client, server]], is_windows=True)
    here = below(client, rest, "\\") if rest or not client.endswith(":") else client + "\\"
    there = path_map.path_to_server(here)
    assert there.rstrip("/") == below(server, rest, "/")
    assert path_map.path_to_client(there) == here
    other_case = "".join(letter.swapcase() if letter.isascii() else letter for letter in here)
    assert path_map.path_to_server(other_case).startswith(server)


@given(client=posix_folders, server=posix_folders | drives | shares, rest=rests)
def test_any_path_of_a_posix_client_when_sent_and_brought_back_then_the_same(client, server, rest) -> None:
    path_map = PathMap([[client, server]], is_windows=False)
    here = below(client, rest, "/")
    there = path_map.path_to_server(here)
    assert there.rstrip("/") == below(server.replace("\\", "/"), rest, "/")
    assert path_map.path_to_client(there).rstrip("/") == here


@given(client=posix_folders, server=posix_folders, rest=rests, before=parts, after=rests)
def test_any_quoted_path_when_inside_a_command_then_only_it_is_translated(client, server, rest, before, after) -> None:
    path_map = PathMap([[client, server]], is_windows=False)
    path = below(client, rest, "/")
    assume("'" not in path + server + before + "".join(after))
    command = f"{shlex.quote(before)} '{path}' {shlex.join(after)}"
    translated = shlex.split(path_map.to_server(command))
    assert translated == [before, below(server, rest, "/"), *after]


@given(folder=posix_folders, more=parts, rest=rests)
def test_any_longer_name_when_translated_then_unchanged(folder, more, rest) -> None:
    path_map = PathMap([[folder, "/farm"]], is_windows=False)
    other = below(folder + more, rest, "/")
    assert path_map.path_to_server(other) == other


@given(text=st.text(max_size=60))
def test_any_text_when_no_mapped_folder_is_in_it_then_unchanged(text) -> None:
    path_map = PathMap([["Q:/nowhere", "/farm"], ["/Volumes/nowhere", "/farm2"]], is_windows=True)
    assume("nowhere" not in text.lower())
    assert path_map.to_server(text) == text
    assert path_map.path_to_server(text) == text
