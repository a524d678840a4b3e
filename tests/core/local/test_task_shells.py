"""The shells of tasks: nothing runs before it is told, each command is as alone as in a shell of its own."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from afsubmit.local import processes, task_shells
from afsubmit.local.task_shells import ShellPlace, ShellPool, TaskShell, exit_code

pytestmark = pytest.mark.posix("shells of POSIX; Windows has task_shell.py")


class Watched:
    """What a server does for a pool: calls when there is something to read."""

    def __init__(self) -> None:
        self.calls: dict[int, Callable[[], None]] = {}

    def watch(self, number: int, call: Callable[[], None]) -> None:
        """Keep it."""
        self.calls[number] = call

    def unwatch(self, number: int) -> None:
        """Forget it."""
        del self.calls[number]

    def wait(self) -> None:
        """Until one has something to say."""
        for number in select.select(list(self.calls), [], [], 20)[0]:
            self.calls[number]()


class Pool(ShellPool):
    """A pool with the folders of a farm; `ran` counts the commands."""

    def __init__(self, folder: Path) -> None:
        self.watched, self.folder, self.ran, self.exit_file = Watched(), folder, 0, ""
        super().__init__(self.watched.watch, self.watched.unwatch)
        for name in ("jobs", "runs", "work"):
            (folder / name).mkdir(mode=0o700)

    def place(self, **environ: str) -> ShellPlace:
        """Where its tasks run."""
        jobs, runs = str(self.folder / "jobs"), str(self.folder / "runs")
        return ShellPlace((1, 0), str(self.folder / "work"), jobs, runs, 10, environ)

    def hold(self, command: str, task: int | None = 5, /, **environ: str) -> TaskShell:
        """A shell that waits to run it."""
        self.ran += 1
        place = self.place(**environ)
        shell = self.take(place, lambda: {"PATH": os.environ["PATH"], **environ})
        shell.hold(command, number=self.ran, task=task, output_file=self.output)
        self.exit_file = shell.exit_file
        return shell

    @property
    def output(self) -> str:
        """Where the last one prints."""
        return str(self.folder / "jobs" / f"{self.ran}.txt")

    @property
    def code(self) -> int | None:
        """The exit code that its shell wrote down."""
        return exit_code(self.exit_file, self.ran)

    def run(self, command: str, task: int | None = 5, /, **environ: str) -> tuple[int, str]:
        """Its exit code and what it printed; the shell comes back as a farm gives it back."""
        shell, ended = self.hold(command, task, **environ), []
        shell.on_end = lambda: ended.append(shell)
        shell.release()
        while not ended:
            self.watched.wait()
        code = shell.code()
        self.give_back(shell, is_clean=not code)
        return code, Path(self.output).read_text()


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    one = Pool(tmp_path)
    yield one
    one.end_idle()
    assert not one.watched.calls


def test_command_when_the_farm_dies_before_it_says_go_then_never_runs(pool: Pool) -> None:
    shell = pool.hold("touch ran")
    assert shell._process.stdin is not None
    shell._process.stdin.close()
    assert (shell.code(), os.listdir(pool.folder / "work"), pool.code) == (125, [], None)
    pool.end(shell)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.99])
def test_command_when_the_farm_dies_while_it_says_go_then_never_runs(part: float, pool: Pool) -> None:
    shell = pool.hold("touch ran\ntouch again")
    shell._message = shell._message[: int(len(shell._message) * part)]
    shell.release()
    assert shell._process.stdin is not None
    shell._process.stdin.close()
    assert (shell.code(), os.listdir(pool.folder / "work")) == (125, [])
    pool.end(shell)


COMMANDS = [
    pytest.param("exit 3", 3, "", id="an exit code"),
    pytest.param("printf '%s' \"a 'b' $((1+1))\"", 0, "a 'b' 2", id="quotes"),
    pytest.param("cat", 0, "", id="nothing to read on its input"),
    pytest.param("exec 3>&-; trap; echo ok", 0, "ok\n", id="words of the shell"),
    pytest.param("  printf '[%s]' a  b\\ ", 0, "[a][b ]", id="blanks at its ends"),
    pytest.param("echo a\n\ncat <<END\n x \\ $AF_TASK_ID\nEND\nexit 4", 4, "a\n x \\ 5\n", id="lines"),
    pytest.param("echo $af_number$af_command$af_more$af_task$af_code$af_line$af_own:$1$2$#", 0, ":0\n",
                 id="no variables of the shell"),
    pytest.param("exit 7", 7, "", id="what a fork says itself"),
    pytest.param("echo  'a  b' \"c d\"", 0, "a  b c d\n", id="words in quotes"),
    pytest.param("printenv AF_TASK_ID", 0, "5\n", id="a program in place of the fork"),
    pytest.param("FOO=a printenv FOO", 0, "a\n", id="a variable for a program"),
    pytest.param("/no/such/program 1", 127, None, id="no program"),
    pytest.param("/etc 1", 126, None, id="a folder"),
    pytest.param("echo 'a", 2, None, id="a quote that is not closed"),
    pytest.param("export FOO", 0, "", id="a word of the shell"),
    pytest.param("cat /dev/fd/3", 1, None, id="the shell's file is not open"),
    pytest.param("false # true", 1, "", id="a comment"),
    pytest.param("kill -9 $$", 137, None, id="killed"),
    pytest.param("echo $AFSUBMIT_RUN | sed 's/.*runs/runs/'", 0, "runs:1\n", id="its mark"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "code", "output"), COMMANDS)
def test_command_when_it_ends_then_its_code_is_said_and_in_the_file(command, code, output, pool: Pool) -> None:
    found = pool.run(command)
    assert found == (code, found[1] if output is None else output)
    assert pool.code == code


@pytest.mark.parametrize("command", ["printenv AFSUBMIT_RUN", "printenv AFSUBMIT_RUN; true"])
def test_program_when_it_runs_then_it_carries_the_mark_of_its_run(command: str, pool: Pool) -> None:
    assert pool.run(command) == (0, f"{pool.folder / 'runs'}:1\n")


@pytest.mark.parametrize("command", ["printenv {}", "printenv {}; true"])
def test_variables_when_they_are_called_like_words_of_a_script_then_programs_see_them(command, pool: Pool) -> None:
    for name in ("number", "task", "output", "more", "command", "line", "code", "own"):
        assert pool.run(command.format(name), number="1", task="2", output="3", more="4", command="5", line="6",
                        code="7", own="8")[1].strip().isdecimal()  # fmt: skip


def test_program_when_it_ends_by_a_signal_then_said_as_a_shell_says_it(pool: Pool, tmp_path: Path) -> None:
    program = tmp_path / "dies"
    program.write_text("#!/bin/sh\nkill -9 $$\n")
    program.chmod(0o700)
    assert pool.run(str(program)) == (137, "")
    assert pool.code == 137


def test_shell_when_it_ran_many_then_the_next_command_has_another(pool: Pool, monkeypatch) -> None:
    monkeypatch.setattr(task_shells, "MOST_COMMANDS", 3)
    first = [pool.run("echo $PPID")[1] for _ in range(4)]
    assert (len({*first[:3]}), first[3] in first[:3]) == (1 if sys.platform.startswith("linux") else 3, False)
    assert len(pool.left) == (1 if sys.platform.startswith("linux") else 4)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("1 0\n2 7\n", 7, id="of several"),
        pytest.param("2 7\n2 8\n", 8, id="the last"),
        pytest.param("2 7", None, id="a line that is not whole"),
        pytest.param("12 7\n", None, id="of another"),
        pytest.param("2 x\n2\n\n2 1 1\n", None, id="nonsense"),
        pytest.param("\xff", None, id="no text"),
    ],
)
def test_exit_code_when_read_then_that_of_the_run(text: str, code: int | None, tmp_path: Path) -> None:
    (tmp_path / "9.exits").write_text(text, encoding="latin-1")
    assert exit_code(str(tmp_path / "9.exits"), 2) == code
    assert exit_code(str(tmp_path / "none"), 2) is None


def test_command_when_it_holds_bytes_that_are_no_text_then_runs_as_it_is(pool: Pool) -> None:
    pool.run("echo 'é \udcff' | od -An -tx1")
    assert Path(pool.output).read_text().split() == ["c3", "a9", "20", "ff", "0a"]


def test_post_command_when_it_runs_then_has_no_number_of_a_task(pool: Pool) -> None:
    assert pool.run("echo ${AF_TASK_ID-none}", 5) == (0, "5\n")
    assert pool.run("echo ${AF_TASK_ID-none}", None) == (0, "none\n")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere each task has a shell of its own")
def test_shell_when_a_command_left_nothing_then_runs_the_next_and_else_goes(pool: Pool) -> None:
    first = pool.run("echo $PPID; X=1; cd /; umask 0; ulimit -n 50")
    assert pool.run("echo $PPID") == first
    assert pool.run("echo $X; pwd; umask; ulimit -n")[1].split()[0] == str(pool.folder / "work")
    other = pool.run("echo $PPID", OTHER="1")
    assert other != first
    pool.run("sleep 60 & echo $!")
    left = int(Path(pool.output).read_text())
    assert pool.run("echo $PPID") not in (first, other)
    assert not processes.is_running(left, processes.start_mark(left))
    third = pool.run("echo $PPID; exit 1")[1]
    assert pool.run("echo $PPID")[1] != third


def test_command_when_asked_to_end_then_the_shell_still_says_how(pool: Pool) -> None:
    shell = pool.hold("echo begun; exec sleep 60")
    shell.release()
    while not Path(pool.output).read_text():
        pass
    os.killpg(shell.pid, signal.SIGTERM)
    pool.watched.wait()
    assert (shell.code(), pool.code) == (143, 143)
    pool.give_back(shell, is_clean=False)


def test_shell_when_it_is_killed_then_said_by_its_signal(pool: Pool) -> None:
    shell = pool.hold("sleep 60")
    shell.release()
    os.kill(shell.pid, signal.SIGKILL)
    pool.watched.wait()
    assert (shell.code(), pool.code) == (-signal.SIGKILL, None)
    pool.give_back(shell, is_clean=False)


def test_command_when_it_cannot_be_one_then_refused(pool: Pool) -> None:
    shell = pool.take(pool.place(), lambda: {})
    with pytest.raises(ValueError, match="null"):
        shell.hold("a\0b", number=1, task=1, output_file=pool.output)
    pool.end(shell)
