"""What is read from a task's output."""

from __future__ import annotations

import pytest

from afsubmit.local.output import FATAL, Parser
from afsubmit.wire.states import ERR, PBR, PER, PSC


def fed(text: str, frames: int = 1, piece: int = 0) -> Parser:
    parser = Parser(frames)
    for start in range(0, len(text), piece or len(text) or 1):
        parser.feed(text[start : start + (piece or len(text))])
    parser.finish()
    return parser


@pytest.mark.parametrize("piece", [0, 1, 7], ids=["whole", "letter by letter", "in pieces"])
@pytest.mark.parametrize(
    ("text", "frames", "percent", "of_frame", "done"),
    [
        pytest.param("PROGRESS: 30%\n", 2, 15, 30, 0, id="half of thirty"),
        pytest.param("FRAME: 1\nPROGRESS: 60%\nFRAME: 2\nPROGRESS: 60%\n", 2, 80, 60, 1, id="the second frame"),
        pytest.param("PROGRESS: 250%\n", 1, 100, 100, 0, id="more than all"),
        pytest.param("no word about it\n", 3, 0, 0, 0, id="silence"),
        pytest.param("PROGRESS: 10%\rPROGRESS: 20%\r", 1, 20, 20, 0, id="a line written over"),
        pytest.param("PROGRESS: 40%", 1, 40, 40, 0, id="no end of line"),
        pytest.param("Fra:1 Mem:9.9M | Sample 32/64\n", 1, 50, 50, 0, id="Blender's samples"),
        pytest.param("Fra:1 Mem | Sample 0/0\n", 1, 0, 0, 0, id="Blender, no samples"),
        pytest.param("Saved: '/tmp/0001.png'\nSaved: '/tmp/0002.png'\n", 4, 50, 0, 2, id="Blender's saved frames"),
        pytest.param("Saved: 'a'\nSaved: 'b'\n", 1, 100, 0, 1, id="more files than frames"),
    ],
)
def test_progress_when_printed_then_read(text, frames, percent, of_frame, done, piece) -> None:
    parser = fed(text, frames, piece)
    assert (parser.percent, parser.frame_percent, parser.frames_done) == (percent, of_frame, done)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("[ PARSER ERROR ]", ERR | PER),
        ("[ PARSER BAD RESULT ]", ERR | PBR),
        ("[ PARSER FATAL ERROR ]", ERR | FATAL),
        ("[ PARSER FINISHED SUCCESS ]", PSC),
        ("[ PARSER WARNING ]", 0),
        ("PARSER ERROR", 0),
    ],
)
def test_verdict_when_a_line_says_it_then_its_bits(line: str, verdict: int) -> None:
    parser = fed(f"before {line} after\n")
    assert (parser.verdict, parser.has_warning) == (verdict, "WARNING" in line)


def test_words_when_printed_then_kept() -> None:
    parser = fed('ACTIVITY: say "hi"\nREPORT: 2 frames\nACTIVITY: denoising  \n')
    assert (parser.activity, parser.report) == ("denoising", "2 frames")


def test_line_without_end_when_it_grows_then_only_its_tail_is_kept() -> None:
    parser = Parser(1)
    for _ in range(100):
        parser.feed("x" * 10_000)
    parser.feed("PROGRESS: 7%\n")
    assert parser.percent == 7
