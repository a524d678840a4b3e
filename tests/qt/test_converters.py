"""The programs themselves: what ffmpeg and oiiotool make of EXR files, plain and with layers, to the shade."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from afsubmit.qt.binding import QtCore, QtGui
from afsubmit.qt.pictures import read_picture
from afsubmit.submitter.watch import converters
from afsubmit.submitter.watch.converters import Converter, Picture
from afsubmit.submitter.watch.picture_files import PictureFiles
from tests.fakes import exr

pytestmark = pytest.mark.converters
LINEAR = {"R": 0.5, "G": 0.2, "B": 0.05}
SRGB = (188, 124, 63)
"""The same by the formula of IEC 61966-2-1."""


@pytest.fixture(params=["ffmpeg", "oiiotool"])
def files(request: Any, tmp_path: Path) -> PictureFiles:
    """Pictures made by this program alone."""
    program = shutil.which(request.param)
    assert program, f"{request.param} is not on the PATH"
    made = PictureFiles(str(tmp_path / "home" / "pictures"))
    made._ensure()
    made._converters = [Converter(request.param, program, getattr(converters, request.param))]
    return made


@pytest.mark.parametrize(
    ("prefix", "others"),
    [
        pytest.param("", {}, id="plain"),
        pytest.param("", {"A": 1.0, "Z": 9.0}, id="with alpha and depth"),
        pytest.param("ViewLayer.Combined.", {"ViewLayer.Depth.Z": 3.0}, id="layers of Blender's"),
        pytest.param("beauty.", {f"albedo.{one}": 1.0 for one in "RGB"}, id="the beauty of several layers"),
    ],
)
def test_exr_has_the_colours_of_its_picture(
    files: PictureFiles, tmp_path: Path, prefix: str, others: dict[str, float]
) -> None:
    path = exr.write(tmp_path / "a.exr", {**{prefix + name: value for name, value in LINEAR.items()}, **others})
    image, reason = read_picture(str(path), QtCore.QSize(384, 252), files)
    assert reason == ""
    assert (image.width() / image.height()) == pytest.approx(64 / 36, rel=0.02)
    color = image.pixelColor(image.width() // 2, image.height() // 2)
    assert (color.red(), color.green(), color.blue()) == pytest.approx(SRGB, abs=2)


def test_other_formats_are_read(files: PictureFiles, tmp_path: Path) -> None:
    image = QtGui.QImage(64, 36, QtGui.QImage.Format_RGB32)
    image.fill(QtGui.QColor(*SRGB))
    image.save(str(tmp_path / "a.png"))
    for ending in ("dpx", "sgi", "tif"):
        words = ["ffmpeg", "-loglevel", "error", "-i", str(tmp_path / "a.png"), str(tmp_path / f"a.{ending}")]
        import subprocess

        subprocess.run(words, check=True, timeout=60)
        made = QtGui.QImage(files.png(str(tmp_path / f"a.{ending}"), 384, 252))
        color = made.pixelColor(made.width() // 2, made.height() // 2)
        assert (color.red(), color.green(), color.blue()) == pytest.approx(SRGB, abs=2), ending


def test_movie_is_shown_by_its_first_picture(tmp_path: Path) -> None:
    import subprocess

    words = ["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "color=white:size=64x36:duration=1"]
    subprocess.run([*words, str(tmp_path / "a.mov")], check=True, timeout=60)
    image, reason = read_picture(str(tmp_path / "a.mov"), QtCore.QSize(384, 252), PictureFiles(str(tmp_path / "p")))
    assert reason == "" and image.pixelColor(30, 18).red() > 240


def test_iconvert_gets_input_and_output() -> None:
    picture = Picture("/a/picture.exr", "/a/made.png", 10, 10)
    words = converters.iconvert("/h/bin/iconvert", picture)
    assert words == ["/h/bin/iconvert", "-d", "byte", "-g", "auto", "/a/picture.exr", "/a/made.png"]
