"""The movie of the frames: its file, its codec, its rate, and what ffmpeg could not read."""

from __future__ import annotations

import shlex

import pytest

from afsubmit.document.frames import FrameList
from afsubmit.submission.planning.movie import CODECS, movie_path, rate
from afsubmit.submission.planning.scene import Output, SceneState, Target
from afsubmit.submission.settings.values import Settings
from tests.core.submission.conftest import of_posix


@pytest.fixture
def make_plan(make_plan):
    return of_posix(make_plan)


def movie(make_plan, settings=None, *, file="/out/beauty.@####@.png", frames="1-10", **more):
    listed = [Output("beauty", "beauty", FrameList.parse(frames), (file,) if file else ())]
    return make_plan({"movie": True, **(settings or {})}, outputs=listed, **more)


def command(made):
    assert made.jobs, made.problems
    return made.jobs[0].document["blocks"][1]["command"]


@pytest.mark.parametrize(
    ("pictures", "read"),
    [(None, "/out/a.%04d.ifd"), (("/out/p.@####@.png",), "/out/p.%04d.png"), ((), None)],
    ids=["its files", "what becomes of them", "no pictures at all"],
)
def test_movie_is_made_of_the_pictures_of_an_output(make_plan, pictures, read):
    shown = Output("a", "a", FrameList.parse("1-3"), ("/out/a.@####@.ifd",), pictures=pictures)
    made = make_plan({"movie": True}, outputs=[shown])
    blocks = made.jobs[0].document["blocks"]
    assert [shlex.split(block["command"])[9] for block in blocks[1:]] == ([read] if read else [])


def test_every_codec_of_the_schema_is_in_the_table():
    from afsubmit.submission.settings.values import BY_KEY

    assert BY_KEY["movie_codec"].choices == tuple(CODECS)


def test_command_reads_exactly_the_frames_and_quotes_what_it_must(make_plan):
    made = movie(make_plan, file="/out/it's 100% $done/beauty.@####@.png", frames="8-12")
    words = shlex.split(command(made))
    assert words[words.index("-i") + 1] == "/out/it's 100%% $done/beauty.%04d.png"
    assert words[words.index("-start_number") + 1] == "8" and words[words.index("-frames:v") + 1] == "5"
    assert words[-1] == "/out/it's 100% $done/beauty.mp4"
    assert "bt709" in words[words.index("-vf") + 1] and "-apply_trc" not in words


@pytest.mark.parametrize(
    ("settings", "file", "is_linear"),
    [
        pytest.param({}, "/out/a.@#@.exr", True, id="EXR"),
        pytest.param({}, "/out/a.@#@.PNG", False, id="PNG"),
        pytest.param({"movie_color": "display"}, "/out/a.@#@.exr", False, id="EXR that holds display colours"),
        pytest.param({"movie_color": "linear"}, "/out/a.@#@.tif", True, id="linear TIFF"),
    ],
)
def test_linear_frames_get_a_curve_and_the_artist_is_told(make_plan, settings, file, is_linear):
    made = movie(make_plan, settings, file=file)
    assert ("-apply_trc" in command(made)) is is_linear
    (note,) = made.problems
    assert ("sRGB curve" in note.message) is is_linear


@pytest.mark.parametrize(
    ("settings", "file", "expected"),
    [
        pytest.param({}, "/out/beauty.@####@.png", "/out/beauty.mp4", id="beside the frames"),
        pytest.param({}, "/out/@####@.png", "/out/Write 1.mp4", id="frames that are only numbers"),
        pytest.param({}, "/out/@####@/b.@####@.png", "/out/b.mp4", id="a folder for each frame"),
        pytest.param({}, "P:\\out\\b_@#@.png", "P:\\out\\b.mp4", id="Windows"),
        pytest.param({"movie_file": "/films/{output}"}, "/out/b.@#@.png", "/films/Write 1.mp4", id="named by output"),
        pytest.param({"movie_file": "/films/a.b.mkv"}, "/out/b.@#@.png", "/films/a.b.mkv", id="an ending of its own"),
    ],
)
def test_movie_file(settings, file, expected):
    asked = Settings(settings)
    assert movie_path(Output("1", "Write 1", FrameList(), (file,)), asked, ".mp4") == expected


@pytest.mark.parametrize(
    ("text", "fps", "expected"),
    [
        pytest.param("", 24.0, "24", id="the scene's"),
        pytest.param("", 23.976, "24000/1001", id="the scene's broadcast rate"),
        pytest.param("", 29.97002997, "30000/1001", id="NTSC"),
        pytest.param("", 59.94, "60000/1001", id="twice NTSC"),
        pytest.param("", 12.5, "12.5", id="a rate of its own"),
        pytest.param("23.98", 25.0, "24000/1001", id="a broadcast rate as people write it"),
        pytest.param("25", 24.0, "25", id="what was set"),
        pytest.param("30000/1001", 24.0, "30000/1001", id="a fraction"),
    ],
)
def test_rate(text, fps, expected):
    assert rate(text, fps) == expected


def test_the_studios_codec_wins(make_plan):
    settings = {"movie_codec": "h264", "movie_codecs": {"h264": "-c:v libx264 -metadata 'title=a b'"}}
    words = shlex.split(command(movie(make_plan, settings)))
    assert words[-5:] == ["-c:v", "libx264", "-metadata", "title=a b", "/out/beauty.mp4"]


@pytest.mark.parametrize(
    ("settings", "file", "frames", "words"),
    [
        pytest.param({"movie_codec": "divx"}, "/out/b.@#@.png", "1-9", "known are h264", id="no such codec"),
        pytest.param({"movie_fps": "fast"}, "/out/b.@#@.png", "1-9", "such as 25", id="no rate"),
        pytest.param({"movie_fps": "0"}, "/out/b.@#@.png", "1-9", "such as 25", id="a rate of nothing"),
        pytest.param({}, "/out/b.@#@.png", "1-9x2", "without gaps", id="a step"),
        pytest.param({}, "/out/b.@#@.png", "1,7", "without gaps", id="a gap"),
        pytest.param({}, "/out/b.@#@.png", "-3-5", "below zero", id="below zero"),
        pytest.param({}, "/out/b.png", "1-9", "no number", id="no number"),
        pytest.param({}, "/out/@#@/b.@#@.png", "1-9", "several places", id="two numbers"),
        pytest.param({}, "", "1-9", "no file", id="no file"),
        pytest.param({"movie_codecs": {"h264": "'"}}, "/out/b.@#@.png", "1-9", "movie_codecs.h264", id="an open quote"),
    ],
)
def test_what_ffmpeg_cannot_do_is_a_problem_with_a_fix(make_plan, settings, file, frames, words):
    made = movie(make_plan, settings, file=file, frames=frames)
    (problem,) = [problem for problem in made.problems if problem.level == "error"]
    assert problem.where == "beauty" and words in problem.message and problem.fix
    assert made.jobs == ()


def test_some_frames_anew_and_the_movie_of_all(make_plan):
    render, film = movie(make_plan, {"frames": "5,7,8", "movie_frames": "1-10"}).jobs[0].document["blocks"]
    assert len(render["tasks"]) == 3 and (film["frame_first"], film["frame_last"]) == (1, 10)


def test_an_output_that_is_a_movie_gets_none(make_plan):
    film = Output("film", "film", FrameList.parse("1-9"), ("/out/film.mov",), is_whole=True)
    assert len(make_plan({"movie": True}, outputs=[film]).jobs[0].document["blocks"]) == 1


def test_windows_gets_one_percent_sign_and_no_more(make_plan, host):
    scene = SceneState(**{**host.scene().__dict__, "path": "P:\\shots\\a.small"})
    made = movie(
        make_plan, {"snapshot": False}, file="P:\\my out\\b.@####@.png", scene=scene, target=Target("j", "p", "windows")
    )
    assert command(made).count("%") == 1 and '"P:\\my out\\b.%04d.png"' in command(made)
