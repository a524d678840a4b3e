"""What is read from a task's output."""

from __future__ import annotations

import pytest

from afsubmit.local.output import FATAL, OutputParser
from afsubmit.wire.states import ERR, PBR, PER, PSC


def fed(text: str, frames: int = 1, piece: int = 0) -> OutputParser:
    parser = OutputParser(frames)
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
        pytest.param("00:00.375  render | Fra: 1 | Mem: 1M | Sample 16/64\n", 1, 25, 25, 0, id="Blender 5"),
        pytest.param("00:01.0  render | Saved: '/a.png'\n", 2, 50, 0, 1, id="Blender 5 saved"),
        pytest.param("Frame 12 (3 of 10)\n", 10, 30, 0, 3, id="Nuke"),
        pytest.param("Frame -5 (1 of 2)\nFrame -4 (2 of 2)\n", 2, 100, 0, 2, id="Nuke, below zero"),
        pytest.param("00:00:01 1MB  |  45% done - 23 rays/pixel\n", 2, 22, 45, 0, id="Arnold"),
        pytest.param(
            "x |  95% done - 1 rays/pixel\nx | 100% done - 1\nx |   5% done\n", 2, 52, 5, 1, id="Arnold's next"
        ),
        pytest.param("Block 32/48 (7,4) rendered by GPU 0 in 2ms\n", 1, 66, 66, 0, id="Redshift"),
        pytest.param("V-Ray: 45 %\n", 1, 0, 0, 0, id="V-Ray's prepass"),
        pytest.param("V-Ray: 99 %\nV-Ray: Rendering image...\nV-Ray: 45 %\n", 1, 45, 45, 0, id="V-Ray's image"),
        pytest.param("R90000  45%\n", 1, 45, 45, 0, id="RenderMan"),
        pytest.param("Finished Rendering /a/b.0012.exr.\n", 4, 25, 0, 1, id="Maya's own renderer"),
        pytest.param("[PROGRESS] 30 percent\n", 1, 30, 30, 0, id="Maya's percents"),
        pytest.param("ALF_PROGRESS 45%\n", 1, 45, 45, 0, id="mantra, karma and husk"),
        pytest.param("ABC_PROGRESS 45%\n", 1, 45, 45, 0, id="an archive of Houdini"),
        pytest.param("RopNode.render: frame 1\nALF_PROGRESS 90%\nRopNode.render: frame 2\n", 2, 50, 0, 1, id="ROP"),
        pytest.param(
            "  Duration: 00:00:04.00, start: 0\nframe=   48 fps= 25 q=28.0 size=1kB time=00:00:02.00 bitrate=1\r",
            1,
            50,
            50,
            0,
            id="ffmpeg",
        ),
        pytest.param("frame=   48 fps= 25 time=00:00:02.00\r", 1, 0, 0, 0, id="ffmpeg that does not know how long"),
        pytest.param("frame=48 fps=25 time=N/A\r", 1, 0, 0, 0, id="ffmpeg that knows no time"),
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
        ("A license for nuke was not found", ERR | PER),
        ("// [mtoa] Failed batch render", ERR | PER),
        ("Error: Requested layer does not exist!", ERR | FATAL),
        ("Maya exited with status 210", ERR | FATAL),
        ("Maya exited with status 0", 0),
        ("license: 3 of 10 in use", 0),
        ("PARSER ERROR", 0),
    ],
)
def test_verdict_when_a_line_says_it_then_its_bits(line: str, verdict: int) -> None:
    parser = fed(f"before {line} after\n")
    assert (parser.verdict, parser.has_warning) == (verdict, "WARNING" in line)


def test_words_when_printed_then_kept() -> None:
    parser = fed('ACTIVITY: say "hi"\nREPORT: 2 frames\nACTIVITY: denoising  \n')
    assert (parser.activity, parser.report) == ("denoising", "2 frames")


def test_ffmpeg_when_it_writes_then_its_frame_is_what_it_does() -> None:
    parser = OutputParser(1)
    seen = []
    for number in (1, 48, 96):
        parser.feed(f"frame= {number:4} fps= 25 q=-1.0 size=   1kB time=00:00:00.00 bitrate=N/A speed=1x    \r")
        seen.append(parser.progress)
    assert parser.activity == "frame 96"
    assert len(set(seen)) == 3


def test_line_without_end_when_it_grows_then_only_its_tail_is_kept() -> None:
    parser = OutputParser(1)
    for _ in range(100):
        parser.feed("x" * 10_000)
    parser.feed("PROGRESS: 7%\n")
    assert parser.percent == 7
