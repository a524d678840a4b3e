"""A CGRU site's own services say which parser reads a block's progress, also in what the engine plans."""

from __future__ import annotations

from pathlib import Path

import pytest

from afsubmit.document import Block
from afsubmit.submission.planning.setting_fields import BlockSettings
from afsubmit.submission.sending import destination
from afsubmit.submission.settings.values import Settings

SITE = {"nuke": "our_nuke", "frob": "frob_log", "bare": ""}


def parser_after(service: str, parser: str, settings: dict[str, object], parser_of=lambda name: SITE.get(name, "")):
    block = Block("b", service)
    block.data["parser"] = parser
    BlockSettings(Settings(settings), parser_of).render(block)
    return block.data["parser"]


@pytest.mark.parametrize(
    ("service", "parser", "settings", "expected"),
    [
        pytest.param("nuke", "nuke", {}, "our_nuke", id="the site's own file of a known service"),
        pytest.param("blender", "blender_cycles", {}, "blender_cycles", id="a parser the application chose"),
        pytest.param("nuke", "nuke", {"service": "frob"}, "frob_log", id="another service was asked for"),
        pytest.param("nuke", "nuke", {"service": "bare"}, "nuke", id="a service that names none"),
        pytest.param("nuke", "nuke", {"service": "unknown"}, "nuke", id="a service the site does not have"),
        pytest.param("nuke", "nuke", {"service": "frob", "parser": "mine"}, "mine", id="a parser was asked for"),
    ],
)
def test_parser_when_the_site_has_services(service, parser, settings, expected) -> None:
    assert parser_after(service, parser, settings) == expected


def test_parser_when_there_is_no_site_stays_the_applications() -> None:
    assert parser_after("nuke", "nuke", {"service": "frob"}, None) == "nuke"


def test_target_reads_the_services_of_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = tmp_path / "cgru" / "afanasy" / "python" / "services"
    services.mkdir(parents=True)
    (services / "frob.py").write_text("parser = 'frob_log'\n", "utf-8")
    monkeypatch.delenv("CGRU_LOCATION", raising=False)
    assert destination.target(is_local=False).parser_of is None
    monkeypatch.setenv("CGRU_LOCATION", str(tmp_path / "cgru"))
    monkeypatch.delenv("AF_ROOT", raising=False)
    parser_of = destination.target(is_local=False).parser_of
    assert parser_of is not None and parser_of("frob") == "frob_log"
