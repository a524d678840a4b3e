"""Files of more than one parameter, and of none: V-Ray's exports and a stage's pictures are looked for on the farm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fakes.hou import Habits
from tests.fakes.hou_scene import rop
from tests.plugins.houdini.test_worker import Farm


@pytest.fixture
def farm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Farm:
    return Farm(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("mode", "files"),
    [
        ("0", ["p.0001.exr", "p.0002.exr"]),
        ("1", ["p.0001.exr", "p.0002.exr", "s.0001.vrscene", "s.0002.vrscene"]),
        ("2", ["s.0001.vrscene", "s.0002.vrscene"]),
    ],
)
@pytest.mark.parametrize("writes", [True, False])
def test_what_vray_renders_and_exports_is_looked_for(farm: Farm, mode: str, files: list[str], writes: bool) -> None:
    names = {"SettingsOutput_img_file_path": "$HIP/p.$F4.exr", "render_export_filepath": "$HIP/s.$F4.vrscene"}
    fake = farm.has(rop("/out/v", "vray_renderer", render_export_mode=mode, **names))
    fake.writes_nothing = not writes
    assert farm.run("node=/out/v", "frames=1..2") == (0 if writes else 1)
    assert farm.files() == (files if writes else [])


@pytest.mark.parametrize("kind", ["usdrender", "usdrender_rop"])
@pytest.mark.parametrize("samples", [True, False])
@pytest.mark.parametrize("writes", [True, False])
def test_pictures_that_the_stage_names_are_looked_for(farm: Farm, kind: str, samples: bool, writes: bool) -> None:
    place = "/stage" if kind.endswith("_rop") else "/out"
    habits = Habits(is_gui=False, products_are_samples=samples)
    fake = farm.has(
        rop("/stage/settings", "karmarendersettings", picture="$HIP/k.$F4.exr"),
        rop(f"{place}/r", kind, *(["settings"] if place == "/stage" else []), loppath="/stage/settings"),
        habits=habits,
    )
    fake.writes_nothing = not writes
    assert farm.run(f"node={place}/r", "frames=3..5") == (0 if writes else 1)
    assert farm.files() == ([f"k.000{frame}.exr" for frame in (3, 4, 5)] if writes else [])


NO_NAME = pytest.mark.posix("a name that Windows has not")


@pytest.mark.parametrize("picture", [pytest.param("$HIP/k.<F4>.exr", marks=NO_NAME), "$HIP/k.%04d.exr"])
def test_what_only_husk_fills_in_is_not_looked_for(farm: Farm, picture: str, capsys: Any) -> None:
    farm.has(
        rop("/stage/settings", "karmarendersettings", picture=picture), rop("/stage/r", "usdrender_rop", "settings")
    )
    assert farm.run("node=/stage/r", "frames=3") == 0
    assert "are not looked for: husk fills in" in capsys.readouterr().out
