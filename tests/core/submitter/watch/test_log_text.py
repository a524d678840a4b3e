"""What tasks print: to be read, its first error, what was cut; and how often a task was tried."""

from __future__ import annotations

import pytest

from afsubmit.submitter.watch.log_text import PIECE, LogText
from afsubmit.submitter.watch.log_tries import tries


def text_of(*pieces: str, parser: str = "") -> LogText:
    log = LogText(parser)
    for piece in pieces:
        log.add(piece)
    log.finish()
    return log


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        pytest.param("\x1b[31mred\x1b[0m and \x1b]0;title\x07plain\n", "red and plain\n", id="marks of terminals"),
        pytest.param("frame=1\rframe=2\r\nend\n", "frame=1\nframe=2\nend\n", id="a line painted again"),
        pytest.param("a\x00b\x08c\td\n", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c\td\n", id="control"),
        pytest.param("\N{RIGHT-TO-LEFT OVERRIDE}x", "\N{REPLACEMENT CHARACTER}x", id="what turns the text around"),
        pytest.param("caf\N{LATIN SMALL LETTER E WITH ACUTE} \N{MOVIE CAMERA}", None, id="letters as they are"),
    ],
)
def test_text_is_read_without_what_only_terminals_know(raw: str, shown: str | None) -> None:
    assert text_of(raw).text == (raw if shown is None else shown)


@pytest.mark.parametrize(
    ("parser", "lines", "number"),
    [
        pytest.param("blender", ["cannot", "Error: CUDA error: out of memory", "bye"], 1, id="what the parser knows"),
        pytest.param("", ["cannot find texture", "x", "[mtoa] Failed batch render"], 2, id="what every parser knows"),
        pytest.param("blender", ["Error: x", "Render error (disk full) cannot save: a.png"], 1, id="two words"),
        pytest.param("arnold", ["Error: CUDA error", "ERROR | [ass] can't open x"], 1, id="its own words only"),
        pytest.param("", ["ok", "Traceback (most recent call last):"], 1, id="Python"),
        pytest.param("", ["ok", "RuntimeError: no", "it failed"], 2, id="only within words"),
        pytest.param("", ["0 errors, 3 warnings", "errors: 0", "done without errors"], -1, id="none at all"),
        pytest.param("ffmpeg", ["fine", "No such file or directory"], 1, id="without an end of line"),
        pytest.param("", [], -1, id="nothing"),
    ],
)  # fmt: skip
def test_first_error_is_found_in_whatever_pieces_it_comes(parser: str, lines: list[str], number: int) -> None:
    whole = "\n".join(lines)
    assert text_of(whole, parser=parser).first_error == number
    for cut in range(0, len(whole), 3):
        assert text_of(whole[:cut], whole[cut:], parser=parser).first_error == number
    assert text_of("\n" * PIECE, whole, parser=parser).first_error == (number + PIECE if number >= 0 else -1)


def test_cut_of_the_render_and_of_this_machines_farm_are_seen() -> None:
    assert text_of("a\nMaximum size reached. Output middle trunctated.\nb").is_cut
    assert text_of("[ what was printed before is left out here ]\nb").is_cut
    assert not text_of("a\nb").is_cut


def test_tries_of_afserver_and_of_this_machines_farm() -> None:
    found = tries([
        'Sat 28 Nov 13:06.18: afanasy: SESSION #1: Starting on "pc01"',
        "Sat 28 Nov 13:06.20: afanasy: Finished error.",
        "Sat 28 Nov 13:06.20: afanasy: Automatically retrying error task1 of 1.",
        "Sat 28 Nov 13:06.21: anna@ws2: restart",
        'Sat 28 Nov 13:06.20: afanasy: SESSION #2: Starting on "pc: 02"',
        "Sat 28 Nov 13:07.22: afanasy: The output is longer than 256 MB (farm_output_mb): its middle is dropped.",
        "Sat 28 Nov 13:07.22: afanasy: Finished error (exit code -9).",
        'Sat 28 Nov 13:08.00: afanasy: SESSION #3: Starting on "pc03"',
        "Sat 28 Nov 13:09.00: afanasy: Finished success.",
        'Sat 28 Nov 13:10.00: afanasy: SESSION #4: Starting on "pc03"',
    ])  # fmt: skip
    assert [(one.number, one.host, one.begun, one.ended, one.code) for one in found] == [
        (1, "pc01", "13:06", "Finished error.", None), (2, "pc: 02", "13:06", "Finished error (exit code -9).", -9),
        (3, "pc03", "13:08", "Finished success.", None), (4, "pc03", "13:10", "", None),
    ]  # fmt: skip
    assert [one.has_failed for one in found] == [True, True, False, False]
    assert [one.is_cut for one in found] == [False, True, False, False]
    assert tries(["nonsense", "", "x: afanasy: Finished success."]) == []
