"""What a task prints, read while it prints: cut where it may be, the same is understood."""

from __future__ import annotations

from pathlib import Path

from afsubmit.local.output import OutputParser
from afsubmit.local.store import StoredRun
from afsubmit.local.task_run import TaskRun


def a_run(folder: Path) -> tuple[TaskRun, Path]:
    """A task that runs, and the file that it prints into."""
    output = folder / "output.txt"
    output.touch()
    stored = StoredRun(id=1, kind="task", serial=1, block=0, task=0, pid=0, mark="", end_state="")
    return TaskRun(stored, None, str(output), OutputParser(1, parser="blender"), folder=""), output


def test_output_when_read_after_each_byte_then_the_files_keep_their_names(tmp_path: Path) -> None:
    run, output = a_run(tmp_path)
    with output.open("ab", buffering=0) as file:
        for byte in "Saved: 'C:/Jörg/日本 😀.exr'\nSaved: 'C:/b.exr'\n".encode():
            file.write(bytes([byte]))
            run.read()
    assert run.parser.files == ["C:/Jörg/日本 😀.exr", "C:/b.exr"]


def test_output_when_over_then_a_letter_that_is_none_of_utf_8_counts(tmp_path: Path) -> None:
    run, output = a_run(tmp_path)
    output.write_bytes(b"ACTIVITY: \xe9t\xe9")
    run.read()
    run.read(is_over=True)
    run.parser.finish()
    assert len(run.parser.activity) == len("été")
    assert run.offset == output.stat().st_size
