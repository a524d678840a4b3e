"""A studio's code before and after a submission: what it may do, and that it can do no harm."""

from __future__ import annotations

import http.server
import json
import os
import re
import sys
import threading
import time

import pytest

from afsubmit.errors import CancelledError, JobError
from afsubmit.submission.history.entries import History, NewEntry
from afsubmit.submission.hooks import events, running
from afsubmit.submission.hooks.running import HookError
from tests.rules.sources import PROJECT

TALK = events.HookContext(lambda: sys.executable)
KILLED = 9 if os.name == "nt" else -9
MORE = {"server": "farm:51000", "origin": "dialog", "settings": {}}


def test_nothing_is_asked_where_there_are_no_hooks(folders, make_plan):
    made = make_plan()
    context = events.HookContext(lambda: pytest.fail("no interpreter is needed"))
    assert events.change_plan(made, context, MORE) == (made, [])


def test_the_users_come_first_and_the_studio_has_the_last_word(folders, make_plan):
    body = 'def pre_submit(question):\n    for job in question["jobs"]:\n        job["name"] += "{}"\n    return '
    answer = '{"jobs": question["jobs"], "notes": ["{}"]}\n'
    for name, place in (("pre_submit.py", "studio"), ("pre_submit-b.py", "user"), ("pre_submit-a.py", "user")):
        folders.put(name, body.replace("{}", f" {place} {name}") + answer.replace("{}", name), place=place)
    made, notes = events.change_plan(make_plan(), TALK, MORE)
    order = [f"user {name}" for name in ("pre_submit-a.py", "pre_submit-b.py")] + ["studio pre_submit.py"]
    assert made.jobs[0].document["name"] == "shot 010 " + " ".join(order)
    assert notes == ["pre_submit-a.py", "pre_submit-b.py", "pre_submit.py"]


def test_program_reads_and_answers_json_and_its_progress_is_shown(folders, make_plan):
    body = 'job = json.load(sys.stdin)["jobs"][0]\nprint("50 %", file=sys.stderr)\njob["priority"] = 7\n'
    folders.program("pre_submit", body + 'print(json.dumps({"jobs": [job]}))')
    seen: list[str] = []
    made, _ = events.change_plan(make_plan(), TALK._replace(on_progress=seen.append), MORE)
    assert made.jobs[0].document["priority"] == 7
    assert seen == ["50 %"]


def test_question_says_what_the_contract_promises(folders, make_plan):
    folders.put("pre_submit.py", "def pre_submit(question):\n    return {'notes': [repr(sorted(question))]}\n")
    _, (keys,) = events.change_plan(make_plan(), TALK, MORE)
    wanted = "contract event host host_version jobs origin problems scene server settings snapshots"
    assert keys == repr(wanted.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("import time\ntime.sleep(60)", "did not end within 0.5 s", id="hangs"),
        pytest.param(
            "def pre_submit(question):\n    raise ValueError('no version')", "ValueError: no version", id="raises"
        ),
        pytest.param("def pre_submit(question:", "SyntaxError", id="is no Python"),
        pytest.param("def pre_submitt(question): pass", "defines no function pre_submit", id="has another function"),
        pytest.param("def pre_submit(question): return [1]", "not a JSON object", id="answers a list"),
        pytest.param("def pre_submit(question): return {1, 2}", "not JSON serializable", id="answers a set"),
        pytest.param("def pre_submit(question): return {'job': {}}", "answered the key 'job'", id="misspells a key"),
        pytest.param("def pre_submit(question): return {'veto': 'Not today.'}", "says no: Not today.", id="vetoes"),
        pytest.param("def pre_submit(question): return {'jobs': []}", "must answer 1 job", id="loses a job"),
        pytest.param("def pre_submit(question): return {'notes': 'x'}", "not a list of texts", id="notes are a text"),
        pytest.param("import os\nos.kill(os.getpid(), 9)", f"exit code {KILLED}", id="is killed"),
        pytest.param("import sys\nsys.stdout.write('x')\nraise SystemExit(7)", "failed: x", id="ends itself"),
    ],
)
def test_python_hook_that_fails_is_named_with_the_reason(folders, make_plan, monkeypatch, text, words):
    monkeypatch.setenv("AFSUBMIT_HOOK_TIMEOUT", "0.5" if "sleep" in text else "120")
    path = folders.put("pre_submit.py", text)
    with pytest.raises(HookError) as caught:
        events.change_plan(make_plan(), TALK, MORE)
    assert str(path) in str(caught.value) and words in str(caught.value)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param("print('all is well')", "not JSON: 'all is well'", id="prints garbage"),
        pytest.param("sys.stdout.buffer.write(b'\\xff\\xfe\\x00')", "not JSON", id="prints bytes"),
        pytest.param("sys.exit(3)", "exit code 3", id="fails without a word"),
        pytest.param("print('[' * 100000)", "not JSON", id="prints something that cannot be read"),
    ],
)
def test_program_that_fails_is_named_with_the_reason(folders, make_plan, body, words):
    path = folders.program("pre_submit-x", body)
    with pytest.raises(HookError) as caught:
        events.change_plan(make_plan(), TALK, MORE)
    assert str(path) in str(caught.value) and words in str(caught.value)


@pytest.mark.posix("a hook that is a shell script")
def test_program_that_is_not_executable_is_named(folders, make_plan):
    path = folders.put("pre_submit.sh", "#!/bin/sh\n")
    with pytest.raises(HookError, match="not executable"):
        events.change_plan(make_plan(), TALK, MORE)
    path.chmod(0o755)
    assert events.change_plan(make_plan(), TALK, MORE)[1] == []


@pytest.mark.posix("a hook that is a shell script")
def test_program_that_cannot_be_started_is_named(folders, make_plan):
    folders.put("pre_submit.sh", "#!/no/such/shell\n", is_executable=True)
    with pytest.raises(HookError, match="could not be started"):
        events.change_plan(make_plan(), TALK, MORE)


def test_python_hook_without_an_interpreter_is_named(folders, make_plan):
    folders.put("pre_submit.py", "def pre_submit(question): pass")
    with pytest.raises(HookError, match="needs a Python interpreter"):
        events.change_plan(make_plan(), events.HookContext(str), MORE)


@pytest.mark.posix("a hook that is a shell script")
def test_hook_that_hangs_is_stopped_with_all_it_started(folders, make_plan, monkeypatch, tmp_path):
    monkeypatch.setenv("AFSUBMIT_HOOK_TIMEOUT", "0.5")
    sign = tmp_path / "still alive"
    folders.put("pre_submit.sh", f"#!/bin/sh\n(sleep 1; touch '{sign}') &\nsleep 60\n", is_executable=True)
    with pytest.raises(HookError, match="did not end"):
        events.change_plan(make_plan(), TALK, MORE)
    time.sleep(1.2)
    assert not sign.exists()


@pytest.mark.posix("a hook that is a shell script")
def test_hook_that_leaves_something_in_the_background_is_not_waited_for(folders, make_plan):
    folders.put("pre_submit.sh", '#!/bin/sh\nsleep 20 &\necho \'{"notes": ["on its way"]}\'\n', is_executable=True)
    assert events.change_plan(make_plan(), TALK, MORE)[1] == ["on its way"]


def test_hook_is_stopped_when_the_artist_cancels(folders, make_plan):
    folders.put("pre_submit.py", "import time\ntime.sleep(60)")
    with pytest.raises(CancelledError):
        events.change_plan(make_plan(), TALK._replace(is_cancelled=lambda: True), MORE)


@pytest.mark.parametrize("bad", ['"user_name": ""', '"blocks": []', '"id": 3'])
def test_job_that_a_hook_spoiled_is_not_sent_and_the_hook_is_named(folders, make_plan, bad):
    text = "def pre_submit(question):\n    return {'jobs': [{**question['jobs'][0], " + bad + "}]}"
    path = folders.put("pre_submit.py", text)
    with pytest.raises(JobError) as caught:
        events.change_plan(make_plan(), TALK, MORE)
    assert str(path) in caught.value.problems[0].where


@pytest.mark.parametrize("name", ["pre_submitter.py", "pre_submit.py~", "pre_submit.md", "x_pre_submit.py", "README"])
def test_other_files_are_no_hooks(folders, name):
    folders.put(name, "raise SystemExit(1)")
    assert events.found("pre_submit") == []


def test_dialog_opens_with_the_settings_that_a_hook_wants(folders, host, outputs):
    text = "def pre_dialog(question):\n    return {'settings': {**question['settings'], 'priority': 55}}"
    folders.put("pre_dialog.py", text)
    values, _ = events.open_settings(host.scene(), outputs, {"job_name": "x"}, TALK)
    assert values == {"job_name": "x", "priority": 55}


def test_after_the_fact_failures_are_notes_and_every_hook_is_told(folders):
    folders.put("post_submit-a.py", "raise RuntimeError('down')")
    folders.put("post_submit-b.py", "def post_submit(question): return {'notes': ['told']}")
    first, second = events.notify(events.POST_SUBMIT, {"receipts": []}, TALK)
    assert "RuntimeError: down" in first and "post_submit-a.py" in first
    assert second == "told"


def test_hook_sees_no_library_path_of_the_application(folders, make_plan, monkeypatch):
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/maya/lib")
    monkeypatch.setenv("SHOW", "rabbit")
    names = "[str(os.environ.get(name)) for name in ('LD_LIBRARY_PATH', 'SHOW')]"
    folders.put("pre_submit.py", f"import os\ndef pre_submit(question): return {{'notes': {names}}}")
    assert events.change_plan(make_plan(), TALK, MORE)[1] == ["None", "rabbit"]


def test_answer_without_end_is_stopped(folders, make_plan, monkeypatch):
    monkeypatch.setattr(running, "MAXIMUM_ANSWER_BYTES", 2**20)
    folders.program("pre_submit", "while True: print('x' * 65536)")
    with pytest.raises(HookError, match="printed more than"):
        events.change_plan(make_plan(), TALK, MORE)


# The examples of docs/hooks.md


def example(beginning: str) -> str:
    text = (PROJECT / "docs" / "hooks.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    return next(block for block in blocks if beginning in block)


def test_example_renders_into_the_next_free_version(folders, make_plan, tmp_path):
    from afsubmit.document.frames import FrameList
    from afsubmit.submission.planning.scene import Output

    (tmp_path / "renders" / "v001").mkdir(parents=True)
    (tmp_path / "renders" / "v002").mkdir()
    pattern = (tmp_path / "renders" / "v001" / "beauty.@####@.exr").as_posix()
    made = make_plan(outputs=[Output("b", "beauty", FrameList.parse("1-3"), (pattern,))])
    folders.put("pre_submit-version.py", example("def next_version"))
    changed, _ = events.change_plan(made, TALK, MORE)
    document = changed.jobs[0].document
    assert document["name"] == "shot 010 v003"
    assert document["blocks"][0]["files"] == [pattern.replace("v001", "v003")]
    assert document["command_post"] == made.jobs[0].document["command_post"]


class Chat(http.server.BaseHTTPRequestHandler):
    """A chat that keeps what is said."""

    said: list[str] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.said.append(json.loads(body)["text"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_) -> None:
        """Say nothing."""


@pytest.fixture
def chat(monkeypatch):
    server = http.server.HTTPServer(("127.0.0.1", 0), Chat)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("CHAT_WEBHOOK", f"http://127.0.0.1:{server.server_port}/")
    Chat.said = []
    yield Chat.said
    server.shutdown()
    server.server_close()


def test_example_tells_the_chat_once_when_a_job_is_done(folders, chat):
    folders.put("job_done-chat.py", example("def job_done"))
    history = History()
    numbers = history.begin([NewEntry({"name": name}, "farm:1", "small", "/a", "dialog", "p", "") for name in "ab"])
    for number in numbers:
        history.note_sent(number, id=number, serial=100 + number)
    jobs = [
        {"id": 1, "serial": 101, "name": "a", "state": " DON"},
        {"id": 2, "serial": 102, "name": "b", "state": " RUN"},
    ]
    foreign = {"id": 3, "serial": 999, "name": "c", "state": " DON"}
    assert events.announce_done([*jobs, foreign], "farm:1", TALK) == []
    assert events.announce_done(jobs, "farm:1", TALK) == []
    assert events.announce_done(jobs, "another:1", TALK) == []
    assert chat == ["a is done."]


def test_example_tells_the_chat_what_was_sent(folders, chat):
    folders.put("post_submit-chat.py", example("def post_submit"))
    receipts = [{"id": 7, "serial": 1, "name": "shot 010", "number": 1, "snapshot": None}]
    assert events.notify(events.POST_SUBMIT, {"receipts": receipts}, TALK) == []
    assert chat == ["shot 010 is on the farm (id 7)."]
