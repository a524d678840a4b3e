"""What is read from a task's output."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afsubmit.local import output_progress, rendered_files
from afsubmit.local.output import LONGEST_LINE, MOST_FILES, OutputParser
from afsubmit.local.output_words import ERRORS, FATAL, WARNINGS_OF, vocabulary
from afsubmit.wire.states import ERR, PBR, PER, PSC


def fed(text: str, frames: int = 1, piece: int = 0, parser: str = "", service: str = "") -> OutputParser:
    one = OutputParser(frames, parser=parser, service=service)
    for start in range(0, len(text), piece or len(text) or 1):
        one.feed(text[start : start + (piece or len(text))])
    one.finish()
    return one


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
        pytest.param("Fra:1 Mem:1M | S, Part 4-16\nFra:2 Mem:1M | S, Part 8-16\n", 2, 75, 50, 1, id="Blender's tiles"),
        pytest.param("Fra:1 M | S, R | Rendered 136/510 Tiles, Denoised 96\n", 1, 26, 26, 0, id="Cycles before 3.0"),
        pytest.param("Fra:1 M | S | Path Tracing Tile 136/510, Denoised\n", 1, 26, 26, 0, id="Cycles of 2.8"),
        pytest.param("Fra:7 Mem:1M | Rendering 16 / 64 samples\n", 1, 25, 25, 0, id="Eevee"),
        pytest.param("Fra:1 M\nSaved: 'l.png'\nSaved: 'r.png'\nFra:2 M\n", 4, 25, 0, 1, id="two files of a frame"),
        pytest.param("Fra:1 M\nFra:2 M\nFra:2 M | Sample 1/2\n", 4, 37, 50, 1, id="frames that save nothing"),
        pytest.param("Frame 12 (3 of 10)\n", 10, 30, 0, 3, id="Nuke"),
        pytest.param("Frame -5 (1 of 2)\nFrame -4 (2 of 2)\n", 2, 100, 0, 2, id="Nuke, below zero"),
        pytest.param("Writing /a/b.1.exr .1.2.3\n", 2, 15, 30, 0, id="Nuke's tenths"),
        pytest.param("Writing /a/b.1.exr .1\nWriting /a/b c.2.exr .1.2\n", 2, 60, 20, 1, id="Nuke's next file"),
        pytest.param(
            "Writing a.1.exr took 1.2 seconds\nWriting b.1.exr took 1 seconds\nFrame 1 (1 of 4)\n",
            4,
            25,
            0,
            1,
            id="Nuke's two files of a frame",
        ),
        pytest.param("00:00:01 1MB  |  45% done - 23 rays/pixel\n", 2, 22, 45, 0, id="Arnold"),
        pytest.param(
            "x |  95% done - 1 rays/pixel\nx | 100% done - 1\nx |   5% done\n", 2, 52, 5, 1, id="Arnold's next"
        ),
        pytest.param("Block 32/48 (7,4) rendered by GPU 0 in 2ms\n", 1, 66, 66, 0, id="Redshift"),
        pytest.param(
            "Block 9/10 (0,1) rendered by GPU 1\nBlock 8/10 (0,0) rendered by GPU 0\n",
            1,
            90,
            90,
            0,
            id="Redshift's devices",
        ),
        pytest.param("Rendering image (pass 1)...:  45.20%\n", 1, 45, 45, 0, id="V-Ray alone"),
        pytest.param("JOB 0.2 progr:   45.3%   rendered on pc.2\n", 1, 45, 45, 0, id="mental ray"),
        pytest.param(
            "SCEN progr: begin scene preprocessing for frame 4\n"
            "SCEN progr: begin scene preprocessing for frame 4\n"
            "SCEN progr: begin scene preprocessing for frame 5\n",
            4,
            25,
            0,
            1,
            id="mental ray's frames",
        ),
        pytest.param("Frame 1: caching geometry:\nFrame 2: caching geometry:\n", 4, 25, 0, 1, id="3Delight"),
        pytest.param("Image: a.png\nImage: b.png\n", 4, 50, 0, 2, id="ImageMagick"),
        pytest.param(
            "RopNode.render: frame 1\nGenerating Image: a (8x8)\nGenerating Image: b (8x8)\nALF_PROGRESS 50%\n"
            "RopNode.render: frame 2\nGenerating Image: a (8x8)\n",
            4,
            25,
            0,
            1,
            id="two images of a ROP's frame",
        ),
        pytest.param("Generating Image: a (8x8)\nGenerating Image: b (8x8)\n", 4, 25, 0, 1, id="mantra alone"),
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
        pytest.param("Frames: 96\nframe=   48 fps= 25 time=00:00:09.00\r", 1, 50, 50, 0, id="ffmpeg, known frames"),
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


@pytest.mark.parametrize(
    ("parser", "text", "frames", "percent", "done"),
    [
        pytest.param("maya_redshift", "[Redshift] Rendering frame 1...\nBlock 2/4 (0,0) rendered by GPU 0\n"
                     "Frame 1 done\nRendering frame 2...\nBlock 1/4 (0,0) rendered by GPU 0\n", 4, 31, 1,
                     id="Redshift"),
        pytest.param("redshift", "Skipping frame 1\nSkipping frame 2\n", 4, 50, 2, id="Redshift skips"),
        pytest.param("redshift", "Rendering done - total time 3s\n", 4, 100, 4, id="Redshift is done"),
        pytest.param("", "Skipping frame 1\nFrame 1 done\nRendering done\n", 4, 0, 0, id="those words of others"),
        pytest.param("mayatoarnold", "writing scene to /r/a.ass\n" * 3, 4, 75, 3, id="exports of Arnold"),
        pytest.param("generic", "writing scene to /r/a.ass\n" * 3, 4, 0, 0, id="somebody who writes a scene"),
        pytest.param("mayatovray", "Appending a\nAppending b\n", 4, 25, 1, id="exports of V-Ray"),
        pytest.param("mayatovray", "Appending a\nAppending b\nRender complete\nAppending a\n", 4, 0, 0, id="a layer"),
    ],
)  # fmt: skip
def test_progress_when_a_parser_is_set_then_its_words_count(parser, text, frames, percent, done) -> None:
    one = fed(text, frames, parser=parser)
    assert (one.percent, one.frames_done) == (percent, done)


@pytest.mark.parametrize("parser", sorted(ERRORS))
def test_error_words_when_its_parser_is_set_then_an_error_and_else_nothing(parser: str) -> None:
    for words in ERRORS[parser]:
        line = f"12:00 {' (17) '.join(words).upper()} and so on\n"
        assert fed(line, parser=parser, piece=5).verdict == ERR | PER, words
        assert fed(line, parser="generic").verdict == 0, words
    assert fed("all is well\n", parser=parser).verdict == 0


@pytest.mark.parametrize(
    ("parser", "line"),
    [
        ("blender_cycles", "Warning: Unable to open '/a/b.png'"),
        ("blender", "Render error (Permission denied) cannot save: '/a.png'"),
        ("blender", "Render error: cannot save: '/a.png'"),
        ("blender_cycles", "Error: CUDA error: Out of memory in cuMemAlloc"),
        ("nuke", "Write1: Node execution error: disk"),
        ("nuke", "Invalid nuke_r license key."),
        ("maya_arnold", "// Error: (kFailure): Unexpected Internal Failure"),
        ("maya", "Fatal Error. Attempting to save in /tmp/a.ma"),
        ("maya_redshift", "[Redshift] License error: (RLM) All licenses in use (-22)"),
        ("arnold", "00:00:01  50MB ERROR | [ass] can't open /a.ass"),
        ("arnold", "ERROR   | signal caught: SIGABRT -- Abnormal process abort"),
        ("hbatch_mantra", "Failed to create file /a.exr"),
        ("karma", "Error loading geometry /a b.bgeo from stdin"),
        ("hbatch", "No licenses could be found to run this application."),
        ("ffmpeg", "/a.png: No such file or directory"),
    ],
)
def test_error_line_when_printed_then_ends_the_task(parser: str, line: str) -> None:
    assert fed(line, parser=parser).verdict == ERR | PER


def test_error_words_when_the_service_comes_with_them_then_count_under_any_parser() -> None:
    """Blender's from 5.0 on is sent with the generic parser, which reads its frames right."""
    line = "Error: CUDA error: Out of memory\n"
    assert fed(line, parser="generic", service="blender").verdict == ERR | PER
    assert fed(line, parser="generic", service="generic").verdict == 0


def test_error_words_when_in_two_lines_then_none() -> None:
    assert fed("Invalid file\nA license key.\n", parser="nuke").verdict == 0


@pytest.mark.parametrize("parser", sorted(WARNINGS_OF))
def test_warning_words_when_printed_then_the_task_goes_on_with_a_warning(parser: str) -> None:
    for (words,) in WARNINGS_OF[parser]:
        one = fed(f"x {words} y\n", parser=parser, piece=3)
        assert one.has_warning and not one.verdict & FATAL, words
        assert not fed(f"x {words} y\n").has_warning


def test_bad_result_when_printed_then_counts_at_the_end_only() -> None:
    assert (fed("[ PARSER BAD RESULT ]\n").verdict, fed("[ parser bad result ]\n").bad_result) == (0, ERR | PBR)
    text = "Output file is empty, nothing was encoded\n"
    assert (fed(text, parser="ffmpeg").bad_result, fed(text).bad_result) == (ERR | PBR, 0)


def test_verdicts_when_several_are_printed_then_the_gravest_in_any_order() -> None:
    lines = ["[ PARSER FINISHED SUCCESS ]\n", "failed to render\n", "[ PARSER FATAL ERROR ]\n"]
    assert fed("".join(lines), parser="maya").verdict == fed("".join(lines[::-1]), 1, 4, "maya").verdict == ERR | FATAL
    assert fed("".join(lines[:2]), parser="maya").verdict == ERR | PER


def test_files_when_named_then_kept_and_those_that_are_there_are_given(tmp_path: Path) -> None:
    text = (
        "@IMAGE@a b.png\nSaved: '/r/it (1).png'\nGenerating Image: m.exr (8x8)\nImage: i.jpg\n@IMAGE!@ soon.png \n"
        "Successfully written image file \"/r/v.png\"\n00:01.0 render | Saved: 'five.png'\nImage: i.jpg\n"
    )
    names = ["a b.png", "/r/it (1).png", "m.exr", "i.jpg", "soon.png", "/r/v.png", "five.png"]
    assert fed(text, piece=9).files == fed(text).files == names
    (tmp_path / "a b.png").touch()
    assert rendered_files.existing([*names, "\0"], str(tmp_path)) == [str(tmp_path / "a b.png")]


LINES = (
    "FRAME: 2\n", "PROGRESS: 45%\r", "PROGRESS: -5 %\n", "ACTIVITY: it does\n", "REPORT: ABC\r\n", "@IMAGE@a.png\n",
    "Fra:1 M | Sample 3/4\n", "Fra:2 M | Part 1-3\n", "Saved: 'b.png'\n", "Writing x .1.2\n", "Frame 3 (2 of 9)\n",
    "x |  45% done\n", "x | 100% done\n", "Block 3/4 (1) rendered by GPU 0\n", "Rendering frame 4...\n",
    "Frame 4 done\n", "RopNode.render: frame 5\n", "Generating Image: c (1x1)\n", "ALF_PROGRESS 50%\n",
    "  Duration: 00:00:04.00, x\n", "frame=  48 time=00:00:01.00\r", "V-Ray: 4 %\n", "Rendering image\n",
    "Invalid x license key.\n", "failed to", " render\n", "[ PARSER ", "ERROR ]\n", "\n", "é\n", "plain",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=20)), max_size=25),
    cuts=st.lists(st.integers(1, 40), min_size=1, max_size=20),
    frames=st.integers(1, 9),
    parser=st.sampled_from(["", "generic", "nuke", "maya_redshift", "blender_cycles", "ffmpeg", "mayatovray"]),
)
def test_output_when_cut_anywhere_then_the_same(lines, cuts, frames, parser) -> None:
    text, position, pieces = "".join(lines), 0, OutputParser(frames, parser=parser)
    while position < len(text):
        step = cuts[position % len(cuts)]
        pieces.feed(text[position : position + step])
        position += step
    pieces.finish()
    whole = fed(text, frames, parser=parser)
    for one in ("progress", "verdict", "bad_result", "report", "files"):
        assert getattr(pieces, one) == getattr(whole, one)


HARD_LINES = (
    "Fra:" * 40, "Fra:1 Sample " * 30, "Writing " * 20, "Writing a .1" * 30, "9" * 200, "| " * 100, "Duration: " * 20,
    "Block 1/2 " * 30, "Invalid " * 40, " " * 200, "Rendering image" * 20, "Generating Image: " * 20,
    "ALF_PROGRESS 1" * 20,
)  # fmt: skip


def found_in(value: Any) -> Iterator[str]:
    """The patterns that a table of the reader holds."""
    if isinstance(value, re.Pattern):
        yield value.pattern
    elif isinstance(value, tuple):
        for one in value:
            yield from found_in(one)


def steps_of(text: str, parser: str) -> int:
    """How many lines of the reader are run for a text that comes in pieces of 64 kB."""
    count = [0]

    def trace(frame, event, _):
        count[0] += "output" in frame.f_code.co_filename
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        fed(text, 9, 65536, parser)
    finally:
        sys.settrace(before)
    return count[0]


@pytest.mark.parametrize(
    "line", [*(one.strip() for one in LINES if one.strip()), *HARD_LINES], ids=lambda one: one[:16]
)
def test_work_when_the_output_is_ten_times_as_long_then_ten_times_as_much(line: str) -> None:
    few, many = (steps_of(f"{line}\n" * number, "maya_redshift") for number in (30, 300))
    assert many <= 11 * few + 100


PATTERNS = [one for value in vars(output_progress).values() for one in found_in(value)]


@pytest.mark.parametrize("pattern", PATTERNS, ids=str)
def test_pattern_when_it_looks_through_a_line_then_goes_back_over_none_of_it(pattern: str) -> None:
    """What repeats without a bound stands at the line's beginning, or takes blanks and dots alone.

    A pattern that tries each of its beginnings to the line's end takes minutes for a megabyte made for it.
    """
    rest = re.sub(r"\\s[*+]| [*]|\(\?:\\\.\\d\)[*+]", "", pattern.removeprefix("^Writing (.+?)"))
    assert not re.search(r"(?<!\\)[*+]", rest)
    assert not re.match(r"(\\s|\\d|[. ])[*+]", pattern)


def test_memory_when_the_output_is_long_then_does_not_grow() -> None:
    one = OutputParser(10**6, parser="blender")
    for number in range(5000):
        one.feed(f"Saved: '/r/{number}.png'\n@IMAGE@{number}\nACTIVITY: {number}\n")
    one.feed("x" * (LONGEST_LINE * 9))
    assert (len(one.files), len(one._rest), one.frames_done) == (MOST_FILES, LONGEST_LINE, 5000)


def test_vocabulary_when_asked_again_then_the_same_object() -> None:
    assert vocabulary("maya", "maya") is vocabulary("maya", "maya")
