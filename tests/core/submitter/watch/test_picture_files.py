"""Pictures of other formats: made once by a program that may be run, kept, bounded, and why there is none."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from afsubmit.errors import AfError
from afsubmit.submitter.watch import converters, exr_header, trusted_programs, viewers
from afsubmit.submitter.watch.converters import Picture
from afsubmit.submitter.watch.picture_files import PictureError, PictureFiles
from tests.fakes import exr
from tests.fakes.studio_converter import StudioConverter

pytestmark = pytest.mark.posix("programs and their owners")
GREY = {"R": 0.5, "G": 0.5, "B": 0.5}


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StudioConverter:
    made = StudioConverter(tmp_path)
    monkeypatch.setenv("AFSUBMIT_PICTURE_CONVERTER", made.setting)
    monkeypatch.setenv("AFSUBMIT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(trusted_programs, "PLACES", ())
    monkeypatch.delenv("HFS", raising=False)
    return made


@pytest.fixture
def files(studio: StudioConverter) -> PictureFiles:
    return PictureFiles()


def why(files: PictureFiles, path: Path) -> str:
    with pytest.raises(PictureError) as raised:
        files.png(str(path), 384, 252)
    return str(raised.value)


def test_picture_is_made_once_and_anew_when_the_file_changed(
    files: PictureFiles, studio: StudioConverter, tmp_path: Path
) -> None:
    path = exr.write(tmp_path / "a.exr", GREY)
    first = files.png(str(path), 384, 252)
    assert Path(first).read_bytes().startswith(b"\x89PNG")
    assert files.png(str(path), 384, 252) == first and len(studio.calls) == 1
    assert files.png(str(path), 1920, 1200) != first
    os.utime(path, ns=(1, 1))
    assert files.png(str(path), 384, 252) != first and len(studio.calls) == 3
    assert os.stat(os.path.dirname(first)).st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "name", ["-rf.exr", "a b.exr", "$(touch x).exr", "%04d{TOP.x}#.exr", "quo\"te'.exr", "; rm -r *.exr", "émile.EXR"]
)
def test_no_name_of_an_artists_reaches_a_converter(
    files: PictureFiles, studio: StudioConverter, tmp_path: Path, name: str
) -> None:
    assert files.png(str(exr.write(tmp_path / name, GREY)), 384, 252)
    ((source, target),) = studio.calls
    assert os.path.basename(source) == "picture.exr" and os.path.basename(target) == "made.png"
    assert not [one for one in os.listdir(os.path.dirname(os.path.dirname(source))) if one.startswith("making-")]


def test_why_there_is_none_is_one_sentence(files: PictureFiles, studio: StudioConverter, tmp_path: Path) -> None:
    path = exr.write(tmp_path / "a.exr", GREY)
    assert why(files, tmp_path / "gone.exr") == "The file is not there yet."
    studio.become("no licence")
    assert why(files, path) == "The picture cannot be read; the studio's converter says: no licence."
    assert why(files, path) and len(studio.calls) == 1, "not tried again as long as the file is the same"


def test_nothing_to_convert_with_names_what_helps(
    files: PictureFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AFSUBMIT_PICTURE_CONVERTER")
    said = why(files, exr.write(tmp_path / "a.exr", GREY))
    assert said == "Nothing here reads EXR files: install oiiotool or ffmpeg, or name your studio's picture_converter."


def test_what_is_no_picture_is_converted_by_the_studio_alone(
    files: PictureFiles, studio: StudioConverter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = exr.write(tmp_path / "a.dtex", GREY)
    assert files.png(str(deep), 384, 252) and len(studio.calls) == 1
    monkeypatch.delenv("AFSUBMIT_PICTURE_CONVERTER")
    monkeypatch.setenv("PATH", os.defpath)
    assert why(PictureFiles(str(tmp_path / "other" / "pictures")), deep) == "DTEX files are no pictures."


def test_converter_that_never_ends_is_ended(studio: StudioConverter, tmp_path: Path) -> None:
    studio.become("slow")
    said = why(PictureFiles(seconds=0.5), exr.write(tmp_path / "a.exr", GREY))
    assert said == "The picture cannot be read; the studio's converter says: it took longer than 0.5 s."


@pytest.mark.parametrize("opened", ["", ".."], ids=["itself", "its folder"])
def test_program_that_others_can_write_is_never_run(
    files: PictureFiles, studio: StudioConverter, tmp_path: Path, opened: str
) -> None:
    (studio.program / opened).resolve().chmod(0o777)
    said = why(files, exr.write(tmp_path / "a.exr", GREY))
    tmp_path.chmod(0o700)
    assert "picture_converter is not used" in said and "everybody can write" in said and "chmod go-w" in said
    assert not studio.calls


def test_program_on_the_path_that_others_can_write_is_passed_over(
    studio: StudioConverter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, mode in (("open", 0o777), ("shut", 0o755)):
        (tmp_path / folder).mkdir()
        program = tmp_path / folder / "ffmpeg"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        (tmp_path / folder).chmod(mode)
    monkeypatch.setenv("PATH", os.pathsep.join([".", str(tmp_path / "open")]))
    program, reason = trusted_programs.find(["ffmpeg"])
    assert program == "" and "everybody can write" in reason
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "open"), str(tmp_path / "shut")]))
    assert trusted_programs.find(["ffmpeg"]) == (str(tmp_path / "shut" / "ffmpeg"), "")


def test_command_in_a_file_that_others_can_write_is_never_run(
    files: PictureFiles, studio: StudioConverter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "studio"
    folder.mkdir()
    (folder / "config.json").write_text(f'{{"picture_converter": {studio.setting}}}')
    (folder / "config.json").chmod(0o666)
    monkeypatch.delenv("AFSUBMIT_PICTURE_CONVERTER")
    monkeypatch.setenv("AFSUBMIT_STUDIO", str(folder))
    assert "config.json: everybody can write it" in why(files, exr.write(tmp_path / "a.exr", GREY))
    assert not studio.calls


def test_kept_pictures_are_bounded_and_the_oldest_go(studio: StudioConverter, tmp_path: Path) -> None:
    files = PictureFiles()
    paths = [exr.write(tmp_path / f"{number}.exr", GREY) for number in range(3)]
    made = [files.png(str(path), 384, 252) for path in paths]
    for number, one in enumerate(made):
        os.utime(one, (number, number))
    files.png(str(paths[0]), 384, 252)  # looked at again
    size = os.path.getsize(made[0])
    PictureFiles(most_bytes=2 * size).png(str(paths[2]), 384, 252)
    assert [os.path.exists(one) for one in made] == [True, False, True]


def test_closing_ends_what_is_made(studio: StudioConverter, tmp_path: Path) -> None:
    studio.become("slow")
    files = PictureFiles()
    files.close()
    begin = time.monotonic()
    assert why(files, exr.write(tmp_path / "a.exr", GREY))
    assert time.monotonic() - begin < 300, "the converter would take ten minutes"


@pytest.mark.parametrize(
    ("names", "layer"),
    [
        pytest.param(["A", "B", "G", "R"], "", id="plain"),
        pytest.param(["ViewLayer.Combined.B", "ViewLayer.Combined.G", "ViewLayer.Combined.R", "ViewLayer.Z.V"],
                     "ViewLayer.Combined", id="Blender's layers"),
        pytest.param(["L.Diffuse.B", "L.Diffuse.G", "L.Diffuse.R", "L.Combined.R", "L.Combined.G", "L.Combined.B"],
                     "L.Combined", id="the combined one of several"),
        pytest.param(["spec.R", "spec.G", "spec.B", "R", "G", "B"], "", id="the picture beside layers"),
        pytest.param(["Y"], None, id="grey"),
        pytest.param([], None, id="nothing"),
    ],
)  # fmt: skip
def test_layer_that_is_the_picture(names: list[str], layer: str | None, tmp_path: Path) -> None:
    assert exr_header.picture_layer(names) == layer
    if names:
        path = exr.write(tmp_path / "a.exr", dict.fromkeys(names, 1.0), more=exr.attribute("owner", "string", b"me"))
        assert exr_header.channels(str(path)) == sorted(names)


def test_broken_head_has_no_channels(tmp_path: Path) -> None:
    whole = exr.write(tmp_path / "a.exr", GREY).read_bytes()
    for end in range(0, 200):
        (tmp_path / "b.exr").write_bytes(whole[:end])
        assert exr_header.channels(str(tmp_path / "b.exr")) in ([], ["B", "G", "R"])


def test_layer_with_a_name_that_means_something_is_not_said_to_oiiotool(tmp_path: Path) -> None:
    odd = exr.write(tmp_path / "a.exr", {f"a,{{x}}.{one}": 1.0 for one in "RGB"})
    words = converters.oiiotool("oiiotool", Picture(str(odd), "/out.png", 10, 10))
    assert "--ch" not in words
    assert converters.ffmpeg("ffmpeg", Picture(str(odd), "/out.png", 10, 10))[8:10] == ["-layer", "a,{x}"]


def test_places_of_a_command_stay_within_their_words() -> None:
    words = ["show", "--title={file} at {file}", "{file}", "{other}"]
    assert trusted_programs.filled(words, {"file": "a b {file}"}) == [
        "show", "--title=a b {file} at a b {file}", "a b {file}", "{other}"
    ]  # fmt: skip


def test_viewers_that_are_here_are_offered_the_studios_first(
    studio: StudioConverter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert viewers.picture_viewers() == []
    folder = tmp_path / "bin"
    folder.mkdir(mode=0o700)
    for name in ("rv", "djv_view", "review"):
        (folder / name).write_text(f'#!/bin/sh\nprintf "%s" "$1" > {tmp_path}/opened\n')
        (folder / name).chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")
    monkeypatch.setenv("AFSUBMIT_PICTURE_VIEWER", '["review", "{file}"]')
    found = viewers.picture_viewers()
    assert [one.title for one in found] == ["review", "RV", "DJV"]
    odd = os.path.join(os.getcwd(), "-eval $(x) 'y.exr")
    found[1].open("-eval $(x) 'y.exr")
    end = time.monotonic() + 120
    while not (tmp_path / "opened").exists() or (tmp_path / "opened").read_text() != odd:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_viewer_that_is_not_there_is_told(studio: StudioConverter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFSUBMIT_PICTURE_VIEWER", '["nowhere", "{file}"]')
    with pytest.raises(AfError, match="there is no program nowhere"):
        viewers.picture_viewers()
