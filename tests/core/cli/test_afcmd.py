"""`afcmd json`: the documented words, in a process of its own, with files, pipes and farms of every mood."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.farm_server import FarmServer

from .conftest import CORE

BLOCK = {"name": "b", "service": "generic", "flags": 1, "frame_first": 1, "frame_last": 3, "command": "echo @#@"}
JOB = {"name": "x", "user_name": "jimmy", "host_name": "pc01", "blocks": [BLOCK]}
WHO = {"user_name": "u", "host_name": "h"}
DOCUMENTED = {
    "job": {
        "name": "job name",
        "user_name": "jimmy",
        "host_name": "host",
        "blocks": [
            {
                "name": "Nuke",
                "tasks_name": "frames @#@-@#@",
                "service": "nuke",
                "parser": "nuke",
                "frame_first": 1,
                "frame_last": 100,
                "frames_per_task": 10,
                "frames_inc": 2,
                "command": "nuke -F@#@,@#@ -x scene.nk -X Write1",
                "working_directory": "/home/jimmy/work",
                "files": ["folder/img_L.@####@.jpg", "folder/img_R.@####@.jpg"],
            }
        ],
    }
}
FULL = {
    "job": {
        **JOB,
        "command_pre": "echo pre",
        "command_post": "deletefiles -s /tmp/x",
        "blocks": [
            {**BLOCK, "command_pre": "echo 1", "command_post": "echo 2", "parser_coeff": 2, "srv_info": "note"},
            {
                "name": "é日本",
                "service": "generic",
                "command": "run",
                "tasks": [{"name": "t", "command": "x", "files": ["a"], "environment": {"A": '1 \\ " $x'}}],
            },
        ],
    }
}


@pytest.fixture
def document(tmp_path: Path) -> Any:
    def write(value: Any) -> str:
        path = tmp_path / "document.json"
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        return str(path)

    return write


def test_documented_minimum_job_when_checked_then_printed_numeric(run, document) -> None:
    done = run("afcmd", "json", document(DOCUMENTED))
    assert (done.returncode, done.stderr) == (0, "")
    expected = json.loads(json.dumps(DOCUMENTED))
    expected["job"]["blocks"][0]["flags"] = 1
    assert json.loads(done.stdout) == expected


@pytest.mark.parametrize("words", [["json"], ["json", "-"]], ids=["no file", "a dash"])
def test_pipe_when_no_file_is_named_then_read(run, words: list[str]) -> None:
    done = run("afcmd", *words, stdin=json.dumps({"job": JOB}))
    assert (done.returncode, json.loads(done.stdout)) == (0, {"job": JOB})


@pytest.mark.parametrize("is_piped", [False, True], ids=["a file", "a pipe"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"], ids=["UTF-8", "PowerShell 5", "big-endian"])
def test_text_with_a_byte_order_mark_when_checked_then_read(run, tmp_path: Path, encoding: str, is_piped: bool) -> None:
    """As `>` and pipes of PowerShell write it, with the ends of lines that Windows has."""
    path = tmp_path / "bom.json"
    text = '{\r\n "announce": "café 日本"\r\n}\r\n'
    path.write_bytes((b"\xfe\xff" if encoding == "utf-16-be" else b"") + text.encode(encoding))
    done = run("afcmd", "json", stdin=path.read_bytes()) if is_piped else run("afcmd", "json", str(path))
    assert (done.returncode, json.loads(done.stdout)) == (0, {"announce": "café 日本"})


def test_output_when_it_is_no_terminals_then_utf_8_whatever_the_code_page(run) -> None:
    done = run("afcmd", "json", stdin=json.dumps({"announce": "ü日本"}), PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert "ü日本" in done.stdout if os.name == "nt" else "announce" in done.stdout


@pytest.mark.posix("a named pipe of POSIX")
def test_named_pipe_when_named_then_read(run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(json.dumps({"job": JOB}),), daemon=True)
    writer.start()
    assert run("afcmd", "json", str(pipe)).returncode == 0
    writer.join(10)


def test_verbose_then_the_structure_and_the_document(run, document) -> None:
    done = run("afcmd", "v", "json", document({"job": JOB}))
    tree, _, printed = done.stdout.partition("\n{")
    assert done.returncode == 0
    assert '        name: string "x"' in tree.splitlines()
    assert json.loads("{" + printed) == {"job": JOB}


def test_verbose_when_a_value_is_wrong_then_the_structure_all_the_same(run, document) -> None:
    done = run("afcmd", "v", "json", document({"job": {**JOB, "priority": "10"}}))
    assert done.returncode == 1
    assert 'priority: string "10"' in done.stdout
    assert "job.priority" in done.stderr


@pytest.mark.parametrize(
    ("value", "said"),
    [
        pytest.param({"job": {**JOB, "priority": "10"}}, 'job.priority: is the text "10"', id="a text for a number"),
        pytest.param(
            {"job": {**JOB, "blocks": [BLOCK, {**BLOCK, "frame_last": 3.5}]}},
            "job.blocks[1].frame_last: is the fraction 3.5",
            id="a fraction for a number",
        ),
        pytest.param({"job": {**JOB, "blocks": []}}, "job.blocks: is missing, empty", id="no blocks"),
        pytest.param(
            {"job": {**JOB, "blcks": 1}},
            'job.blcks: is unknown; the server would ignore it. Did you mean "blocks"?',
            id="an unknown key",
        ),
        pytest.param({"job": None}, "job: is null, not an object", id="null"),
        pytest.param({"foo": 1}, 'A request holds one of "get", "action", "job"', id="no request"),
        pytest.param({"get": {"type": "jobs"}, "job": JOB}, "The server would do only one of", id="two requests"),
        pytest.param(
            {"get": {"type": "jobs", "ids": [1], "block_ids": [-2], "mode": ["full"]}},
            "get.block_ids[0]: is -2; the server takes -1 to 999999",
            id="a get",
        ),
        pytest.param(
            {"action": {**WHO, "type": "jobs", "ids": [-1], "operation": {"type": "delete"}}},
            "action.ids[0]: is -1; the server takes 0 to 999999",
            id="an action",
        ),
        pytest.param({"monitor": "x"}, 'monitor: is the text "x", not an object', id="a monitor"),
    ],
)
def test_document_when_a_value_is_wrong_then_its_path_and_nothing_is_sent(run, document, value: Any, said: str) -> None:
    path = document(value)
    with FarmServer() as farm:
        for words in (["json", path], ["json", "send", path]):
            done = run("afcmd", *words, AFSUBMIT_SERVER=farm.address)
            assert done.returncode == 1
            assert done.stderr.startswith(f"{path}: error: ")
            assert said in done.stderr
            assert done.stdout == ""
        assert farm.requests == []


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        pytest.param(b'{"job": {,}}', "<stdin>:1:10: ", id="syntax"),
        pytest.param(b"", "<stdin> is empty.", id="nothing"),
        pytest.param(b" \n\t ", "<stdin> is empty.", id="blanks"),
        pytest.param(b'{"announce":\n "caf\xe9"}', "<stdin>:2: this is not UTF-8, at byte 18", id="Latin-1"),
        pytest.param(json.dumps({"announce": "x"}).encode("utf-16-le"), "<stdin>:1:2: ", id="UTF-16 without a mark"),
        pytest.param(b'{"announce": ' + b"9" * 100_000 + b"}", "announce", id="a number of a hundred thousand digits"),
        pytest.param(b'{"announce": "half \\ud800"}', "holds half a character", id="half a character"),
    ],
)
def test_text_when_it_cannot_be_read_then_one_sentence_and_code_1(run, raw: bytes, said: str) -> None:
    done = run("afcmd", "json", stdin=raw)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "said"), [("missing.json", "No such file"), (".", "is a folder")], ids=["missing", "a folder"]
)
def test_file_when_it_cannot_be_opened_then_named(run, tmp_path: Path, name: str, said: str) -> None:
    path = str(tmp_path / name)
    done = run("afcmd", "json", "send", path)
    assert done.returncode == 1
    assert done.stderr.startswith(f"afcmd: {path} cannot be read: ")
    assert said in done.stderr


@pytest.mark.parametrize(
    "words",
    [[], ["json", "a", "b"], ["jobs"], ["v"], ["json", "send", "a", "b"], ["v", "v", "json"], ["send", "json"]],
    ids=" ".join,
)
def test_words_when_wrong_then_usage_and_code_2(run, words: list[str]) -> None:
    done = run("afcmd", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: afcmd json")


@pytest.mark.parametrize("word", ["h", "help", "--help"])
def test_help_when_asked_then_shown(run, word: str) -> None:
    done = run("afcmd", word)
    assert done.returncode == 0
    assert done.stdout.startswith("usage: afcmd json")


@pytest.mark.posix("a terminal of POSIX")
def test_terminal_when_no_file_is_named_then_usage_instead_of_waiting() -> None:
    import pty

    ours, theirs = pty.openpty()
    environ = {**os.environ, "PYTHONPATH": str(CORE)}
    command = [sys.executable, "-m", "afsubmit.cli.afcmd", "json"]
    done = subprocess.run(command, stdin=theirs, capture_output=True, timeout=60, env=environ)
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 2


def test_job_when_sent_then_nothing_is_lost_and_the_answer_is_printed(run, document) -> None:
    with FarmServer() as farm:
        done = run("afcmd", "json", "send", document(FULL), AFSUBMIT_SERVER=farm.address)
        assert (done.returncode, json.loads(done.stdout)) == (0, {"id": 2, "serial": 2})
        assert farm.requests == [FULL]


def test_job_without_flags_when_sent_then_numeric(run) -> None:
    with FarmServer() as farm:
        done = run("afcmd", "json", "send", "-", stdin=json.dumps(DOCUMENTED), AFSUBMIT_SERVER=farm.address)
        assert done.returncode == 0
        assert farm.requests[0]["job"]["blocks"][0]["flags"] == 1


def test_question_when_sent_then_its_answer(run, document) -> None:
    with FarmServer() as farm:
        done = run("afcmd", "v", "json", "send", document({"get": {"type": "jobs"}}), AFSUBMIT_SERVER=farm.address)
    assert done.returncode == 0
    tree, _, answer = done.stdout.partition("\n{")
    assert 'type: string "jobs"' in tree
    assert json.loads("{" + answer)["jobs"][0]["name"] == "afanasy"


def test_warning_when_the_job_is_sent_then_said_and_sent_all_the_same(run, document) -> None:
    with FarmServer() as farm:
        done = run("afcmd", "json", "send", document({"job": {**JOB, "priority": 0}}), AFSUBMIT_SERVER=farm.address)
        assert done.returncode == 0
        assert "warning: job.priority: is 0: it would never run." in done.stderr
        assert len(farm.requests) == 1


@pytest.mark.parametrize(
    ("mood", "said"),
    [
        pytest.param("refusing", "refused the request: Invalid job.", id="it says no"),
        pytest.param("silent", "silent for 0.3 s", id="it says nothing"),
        pytest.param("deaf from the job on", "may have carried it out", id="it takes the job and says nothing"),
    ],
)
def test_job_when_the_farm_does_not_take_it_then_code_1_and_why(run, document, mood: str, said: str) -> None:
    with FarmServer(mood) as farm:
        variables = {"AFSUBMIT_SERVER": farm.address, "AFSUBMIT_READ_TIMEOUT": "0.3"}
        done = run("afcmd", "json", "send", document({"job": JOB}), **variables)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        pytest.param(
            {"AFSUBMIT_SERVER": "127.0.0.1:1"}, "cannot be reached (127.0.0.1: Connection refused)", id="down"
        ),
        pytest.param({}, "Start it with `afsubmit farm`", id="no farm at all"),
        pytest.param({"AFSUBMIT_SERVER": "a b"}, 'AFSUBMIT_SERVER: "host:port" or "local" is needed', id="no address"),
    ],
)
def test_job_when_there_is_no_farm_then_code_1_and_what_to_do(
    run, document, variables: dict[str, str], said: str
) -> None:
    done = run("afcmd", "json", "send", document({"job": JOB}), **variables)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("afcmd: ")
    assert said in done.stderr
