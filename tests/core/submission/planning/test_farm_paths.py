"""Paths for the farm, run by real shells: exactly the file that is meant is touched or removed, or it is refused.

The stand-in for `deletefiles` does what CGRU 3.4.1's does (its own source, and runs of it): a backslash is a slash,
folders go whole. The farm's folder and those that its name would be cut into lie side by side.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afsubmit.document.quoting import apart, delete_command
from afsubmit.errors import QuotingError
from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.planning.farm_paths import FarmPaths, FarmText

SHELLS = [pytest.param(name, marks=pytest.mark.posix("shells of POSIX")) for name in ("dash", "bash")]
FARMS = {
    "deletefiles": """
        import os, shutil, sys
        for name in sys.argv[1:]:
            name = name.replace("\\\\", "/")
            if name != "-s" and os.path.isdir(name):
                shutil.rmtree(name)
            elif os.path.isfile(name):
                os.remove(name)
        """,
    "words": "import os, sys; sys.stdout.buffer.write(b'\\0'.join(os.fsencode(word) + b'' for word in sys.argv[1:]))",
}
SLOW = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
SIGNS = " '\"$`;&|()<>*?[]{}~!#%^=,:\\\n\tab.ü-@"
NAMES = st.text(SIGNS, min_size=1, max_size=9).filter(lambda name: name not in (".", ".."))
FOLDERS = NAMES.filter(lambda name: "\\" not in name and not re.search("@#+@", name))
"""Of a path map, where a backslash is a slash, as CGRU reads it; one with a frame pattern is refused."""


@pytest.fixture(scope="module")
def farm(tmp_path_factory):
    """A folder for the farm's files, with the farm's programs first on the PATH."""
    folder = tmp_path_factory.mktemp("farm")
    programs = folder / "bin"
    programs.mkdir()
    for name, text in FARMS.items():
        lines = re.sub(r"(?m)^ {8}", "", text).strip()
        (programs / name).write_text(f"#!{sys.executable}\n{lines}\n")
        (programs / name).chmod(0o755)
    return folder


def run(shell: str, line: str, farm: Path, *, is_right: bool = True) -> bytes:
    """What the line prints, run as afrender runs it: `/bin/sh -c LINE`."""
    program = shutil.which(shell)
    assert program, f"this test needs {shell}"
    environ = {"PATH": f"{farm / 'bin'}:{os.environ['PATH']}"}
    done = subprocess.run(
        [program, "-c", line], env=environ, cwd=farm, capture_output=True, stdin=subprocess.DEVNULL, timeout=60
    )
    assert not is_right or done.returncode == 0, done.stderr
    return done.stdout


def crowd(disk: Path, name: str) -> tuple[Path, list[Path]]:
    """The farm's folder `disk/name/in it` with a file, and the files that must survive beside it."""
    shutil.rmtree(disk, ignore_errors=True)
    wanted = disk / name / "in it" / "a b.nk"
    cuts = {name[:place] for place in range(1, len(name))} | {re.split(r"[^\w]", name)[0]}
    others = [disk / cut / "precious" for cut in cuts if cut not in ("", ".", "..") and "\0" not in cut]
    others += [wanted.parent / "other.nk", wanted.parent / "a", disk / name / "in"]
    for path in (wanted, *others):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("here")
    return wanted, [path for path in others if path != wanted]


@pytest.mark.parametrize("shell", SHELLS)
@SLOW
@given(name=FOLDERS)
def test_file_when_the_map_leads_into_any_folder_then_exactly_it_is_removed_or_it_is_refused(farm, shell, name):
    wanted, others = crowd(farm / "disk", name)
    paths = FarmPaths(PathMap([("/shows", str(farm / "disk" / name))], is_windows=False))
    try:
        line = delete_command(paths.path("/shows/in it/a b.nk"), "posix")
    except QuotingError:
        assert "*" in name
        return
    run(shell, line, farm)
    assert not wanted.exists() and all(path.exists() for path in others)


@pytest.mark.parametrize("shell", SHELLS)
@SLOW
@given(name=FOLDERS, file=NAMES, before=st.sampled_from(["", "script="]))
def test_word_when_folder_and_file_have_any_name_then_the_program_gets_the_farms_path(farm, shell, name, file, before):
    paths = FarmPaths(PathMap([("/my shows", f"/vol/{name}")], is_windows=False))
    words = [paths.word(f"/my shows/{file}", before=before), paths.word("nuke"), paths.quote("/my shows")]
    got = run(shell, "words " + " ".join(words), farm).decode().split("\0")
    assert got == [f"{before}/vol/{name}/{file}", "nuke", "/my shows"]


def single(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def double(text: str) -> str:
    return '"' + re.sub(r'([$`"\\])', r"\\\1", text) + '"'


def escaped(text: str) -> str:
    return re.sub(r"([^\w/.=-])", r"\\\1", text) if "\n" not in text else double(text)


PATHS = st.builds("".join, st.tuples(st.sampled_from(["/shows/", "--out=/shows/", "-I/shows/", "", "/else/"]), NAMES))


@pytest.mark.parametrize("shell", SHELLS)
@SLOW
@given(
    typed=st.lists(st.tuples(PATHS, st.sampled_from([single, double, escaped, shlex.quote])), min_size=1, max_size=5),
    disk=st.sampled_from(["/vol/Server Disk", "/vol/it's $HOME", "/vol/plain", "/vol/`x`;y"]),
)
def test_typed_command_when_its_words_are_quoted_in_any_way_then_each_is_mapped_or_left_and_told(
    farm, shell, typed, disk
):
    paths = FarmPaths(PathMap([("/shows", disk)], is_windows=False))
    line = "words " + " ".join(quote(text) for text, quote in typed)
    got = run(shell, paths.command(line, "command"), farm).decode().split("\0")
    before = run(shell, line, farm).decode().split("\0")
    assert len(got) == len(before)
    for word, old in zip(got, before):
        new = re.sub(r"^(--out=|-I|)/shows/", lambda found: f"{found[1]}{disk}/", old)
        assert word == new or (word == old and paths.problems)


TYPED = [
    pytest.param("rm /shows/a", "/shows/a", id="a word"),
    pytest.param('A=/shows/a; rm "$A"', "/shows/a", id="through a variable in quotes"),
    pytest.param("A=/shows/a; rm $A", "", id="through a variable that the shell cuts"),
    pytest.param("for i in /shows/a; do rm $i; done", "", id="in a loop"),
    pytest.param("eval rm /shows/a", "", id="eval"),
    pytest.param("sh -c 'rm /shows/a'", "", id="a command in quotes"),
    pytest.param("sh -ec 'rm $0' /shows/a", "", id="a command in quotes with words behind it"),
    pytest.param("echo /shows/a | xargs rm", "", id="xargs"),
    pytest.param("rm $(echo /shows/a)", "", id="a command within a command"),
    pytest.param("rm `echo /shows/a`", "", id="in backticks"),
    pytest.param("xargs rm <<EOF\n/shows/a\nEOF", "", id="a here-document"),
    pytest.param("rm /shows/a?c", "/shows/abc", id="a wildcard behind it"),
    pytest.param("rm '/shows/'a", "/shows/a", id="half in quotes"),
    pytest.param("cat </shows/a >/dev/null; rm /shows/a # /shows/b's", "/shows/a", id="signs and a comment"),
    pytest.param("cd /shows && rm a", "/shows/a", id="a folder to work in"),
]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("line", "gone"), TYPED)
def test_typed_command_when_the_farms_folder_has_a_blank_then_no_neighbour_is_touched(
    tmp_path, farm, shell, line, gone
):
    disk = tmp_path / "Server Disk"
    files = [disk / "a", disk / "abc", tmp_path / "Server" / "x", tmp_path / "Server", farm / "Disk" / "a"]
    for path in files:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.exists() or path.write_text("here")
    paths = FarmPaths(PathMap([("/shows", str(disk))], is_windows=False))
    run(shell, paths.command(line, "command"), farm, is_right=False)
    assert [path for path in files if not path.exists()] == ([disk / gone[7:]] if gone else [])
    assert bool(paths.problems) is not bool(gone)


OTHERS = ["a\nb '", "|", "||", "&&&"]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    "typed",
    "echo '|echo \"|exit 1|exec false|sleep 0 &|# done|echo \\|cat <<EOF|)|(|;;|if|&& x|| x|fi|{|}|$(|`|set -e; false"
    "|kill $$|cat <<'A\nit's|\\|'; false; '|return 3|trap '' EXIT|-x".split("|")
    + OTHERS,
)
def test_what_removes_the_snapshot_runs_whatever_stands_behind_it(tmp_path, farm, shell, typed):
    snapshot = tmp_path / "a b.nk"
    snapshot.write_text("here")
    run(shell, f"{delete_command(str(snapshot), 'posix')}; {apart(typed, 'posix')}", farm, is_right=typed != "kill $$")
    assert not snapshot.exists()


@pytest.mark.posix("shells of POSIX")
@SLOW
@given(typed=st.text(SIGNS, min_size=1))
def test_what_removes_the_snapshot_runs_before_any_text(farm, typed):
    snapshot = farm / "a b.nk"
    snapshot.write_text("here")
    line = f"{delete_command(str(snapshot), 'posix')}; {apart(f'false {typed}', 'posix')}"
    checked = subprocess.run(["dash", "-n", "-c", line], capture_output=True, timeout=60)
    assert checked.returncode == 0, line
    run("dash", line.replace("eval", ":", 1), farm)
    assert not snapshot.exists()


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        pytest.param("echo done", 'cmd /d /s /c ^"echo done^" & exit 0', id="plain"),
        pytest.param('copy "a b" c & (', 'cmd /d /s /c ^"copy ^"a b^" c ^& ^(^" & exit 0', id="signs"),
    ],
)
def test_what_stands_behind_on_windows_is_a_cmd_of_its_own(typed, line):
    assert apart(typed, "windows") == line
    with pytest.raises(QuotingError, match="several lines"):
        apart("a\nb", "windows")


@pytest.mark.parametrize(
    ("typed", "made", "is_told"),
    [
        pytest.param("copy /shows/a.exr x", 'copy "P:/My Disk/a.exr" x', False, id="a word"),
        pytest.param('t "/shows/a b" %X% --o=/shows/x', "", True, id="a variable that cmd fills"),
        pytest.param('t "/shows/a b" --o=/shows/x /S', 't "P:/My Disk/a b" --o="P:/My Disk/x" /S', False, id="options"),
        pytest.param('t "/shows/a', "", True, id="a quote that is not closed"),
        pytest.param('t "/shows/a\\" b', "", True, id="a quote behind a backslash"),
    ],
)
def test_typed_command_for_a_windows_farm(typed, made, is_told):
    paths = FarmPaths(PathMap([("/shows", "P:/My Disk")], is_windows=False), "windows")
    assert paths.command(typed, "command") == (made or typed)
    assert bool(paths.problems) is is_told


@pytest.mark.parametrize(
    ("typed", "made", "is_told"),
    [
        pytest.param("r C:/show/it's.nk", "", True, id="a quote that is not closed"),
        pytest.param("r 'C:\\show\\a b.nk'", "r '/proj/show/a b.nk'", False, id="in quotes"),
        pytest.param("r c:/SHOW/x", "r /proj/show/x", False, id="any case"),
        pytest.param("r C:\\show\\a", "", True, id="backslashes that sh would take away"),
    ],
)
def test_typed_command_of_a_windows_machine_for_another_farm(typed, made, is_told):
    paths = FarmPaths(PathMap([("C:\\show", "/proj/show")], is_windows=True), "posix")
    assert paths.command(typed, "command") == (made or typed)
    assert bool(paths.problems) is is_told


@pytest.mark.parametrize(
    ("value", "pairs", "farm_os", "made", "lost"),
    [
        pytest.param(
            "C:/tools/nuke;D:/mine", [("C:/tools", "/mnt/tools")], "posix", "/mnt/tools/nuke", ["D:/mine"], id="drives"
        ),
        pytest.param("/a/x:/b:/a/y", [("/a", "P:/a")], "windows", "P:/a/x;P:/a/y", ["/b"], id="to Windows"),
        pytest.param("/a/x::rel:/b", [("/a", "/v w")], "posix", "/v w/x::rel:/b", [], id="alike"),
        pytest.param("/a/x:rel", [("/a", "P:/a")], "windows", "P:/a/x", ["rel"], id="what means a folder here"),
        pytest.param("C:/a;D:/b", [], "posix", None, ["C:/a", "D:/b"], id="nothing of it"),
        pytest.param("D:/mine", [], "posix", None, ["D:/mine"], id="one folder that would read as two"),
        pytest.param("\\\\srv\\x;C:\\y", [("\\\\srv", "/s")], "posix", "/s/x", ["C:\\y"], id="a server"),
        pytest.param("/a/x:/a/y", [("/a", "/b:c")], "posix", None, ["/a/x", "/a/y"], id="the separator in a name"),
        pytest.param("C:/a;D:/b", [("C:/a", "P:/m;n")], "windows", "D:/b", ["C:/a"], id="in a name of Windows"),
        pytest.param("ocio://cg-config", [("/a", "/b")], "posix", "ocio://cg-config", [], id="no path"),
        pytest.param("/a/x /a/y", [("/a", "/b")], "posix", None, ["/a/x /a/y"], id="two paths that are no list"),
        pytest.param("see /c", [("/a", "/b")], "posix", "see /c", [], id="a text"),
    ],
)
def test_list_of_the_session_is_the_farms_list(value, pairs, farm_os, made, lost):
    paths = FarmPaths(PathMap(pairs, is_windows=False), farm_os)
    assert paths.session({"NUKE_PATH": value}).get("NUKE_PATH") == made
    assert [problem.message.partition(" of NUKE_PATH")[0] for problem in paths.problems] == lost
    assert all(problem.level == "warning" for problem in paths.problems)


@pytest.mark.parametrize(
    ("command", "is_told"),
    [
        pytest.param("rm -r $OUT/tmp", True, id="cut by the shell"),
        pytest.param('rm -r "$OUT/tmp" ${OTHER}', False, id="in quotes"),
        pytest.param("rm -r ${OUT}", True, id="in braces"),
    ],
)
def test_variable_that_gets_a_blank_on_the_farm_is_told_where_the_shell_would_cut_it(command, is_told):
    paths = FarmPaths(PathMap([("/shows", "/vol/Server Disk")], is_windows=False), "posix")
    assert paths.chosen({"OUT": "/shows/out", "OTHER": "/a b"}) == {"OUT": "/vol/Server Disk/out", "OTHER": "/a b"}
    assert paths.command(command, "command") == command
    assert bool(paths.problems) is is_told


@pytest.mark.parametrize(
    ("folder", "farm_os", "word"),
    [
        pytest.param("//SRV/bin", "windows", "\\\\SRV\\bin\\nuke", id="a server"),
        pytest.param("P:/my bin", "windows", '"P:\\my bin\\nuke"', id="a drive and a blank"),
        pytest.param("/vol/my bin", "posix", "'/vol/my bin/nuke'", id="another system"),
    ],
)
def test_program_is_named_as_the_farms_shell_finds_it(folder, farm_os, word):
    paths = FarmPaths(PathMap([("/bin", folder)], is_windows=False), farm_os)
    assert (paths.program("/bin/nuke"), paths.program("nuke")) == (word, "nuke")


def test_map_that_would_make_a_frame_pattern_is_refused():
    with pytest.raises(QuotingError, match="frame number"):
        FarmPaths(PathMap([("/a", "/b@#@")])).path("/a/x.@####@.exr")


RAW = st.lists(
    st.sampled_from([*" \"'\\\\$`{}~#=,:ab@-;", "/shows", "/shows/", " /shows/a", "--o=/shows/b", "\\ "]), max_size=9
)


@pytest.mark.parametrize("shell", SHELLS)
@SLOW
@given(pieces=RAW, disk=st.sampled_from(["/vol/Server Disk", "/vol/it's", "/vol/plain"]))
def test_typed_command_of_any_signs_has_the_same_words_after_the_map_but_for_their_folders(farm, shell, pieces, disk):
    line = f"set -f; words {''.join(pieces)}"
    paths = FarmPaths(PathMap([("/shows", disk)], is_windows=False))
    made = paths.command(line, "command")
    before, after = (run(shell, text, farm, is_right=False).decode().split("\0") for text in (line, made))
    assert made == line or [word.replace(disk, "/shows") for word in after] == before


@pytest.mark.parametrize("block_command", ["", "@#@", "run @#@"])
def test_each_line_of_a_job_for_windows_begins_so_that_cmd_finds_its_program(block_command: str) -> None:
    quoted = '"C:\\a b\\r.exe" -f "x y"'
    tasks = [{"command": quoted, "files": []}]
    job = {"command_pre": quoted, "blocks": [{"command": quoted}, {"command": block_command, "tasks": tasks}]}
    first, second = (done := FarmPaths(farm_os="windows").document(job))["blocks"]
    assert first["command"] == done["command_pre"] == f"@{quoted}"
    is_put_into_another = block_command == "run @#@"
    assert second["tasks"][0]["command"] == (quoted if is_put_into_another else f"@{quoted}")
    assert second["command"] == block_command
    assert FarmPaths(farm_os="posix").document(job)["blocks"][0]["command"] == quoted


def test_value_that_is_the_farms_already_is_not_mapped_again():
    farm = FarmPaths(PathMap([("/shows", "/farm/shows")], is_windows=False), "posix")
    made = farm.session({"MAP": FarmText('{"/shows": "/farm/shows"}'), "JOB": "/shows/job"})
    assert made == {"MAP": '{"/shows": "/farm/shows"}', "JOB": "/farm/shows/job"}
    assert farm.problems == [] and farm.folders == (("/shows", "/farm/shows"),)
