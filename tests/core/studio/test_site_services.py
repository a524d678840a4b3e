"""A studio's own services: the parser each names, read and never run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from afsubmit.studio import site_services
from tests.rules.sources import PROJECT

BASE = "from services import service\n"
CLASS = "class frob(service.service):\n    pass\n"


class Site:
    def __init__(self, root: Path) -> None:
        self.root = root
        for kind in ("services", "parsers"):
            (root / "afanasy" / "python" / kind).mkdir(parents=True)

    def put(self, name: str, text: str | bytes, kind: str = "services") -> None:
        path = self.root / "afanasy" / "python" / kind / f"{name}.py"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def read(self) -> site_services.SiteServices:
        found = site_services.of_site({"CGRU_LOCATION": str(self.root)})
        assert found
        return found


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.put("service", "class service:\n    parser = 'never'\n")
    made.put("tracer", BASE + "parser = 'tracer'\nclass tracer(service.service):\n    parser = 'of the class'\n")
    return made


@pytest.mark.parametrize(
    ("text", "parser"),
    [
        pytest.param(f"{BASE}\nparser = 'frob'\n{CLASS}", "frob", id="as CGRU's own"),
        pytest.param('parser="frob"  # reads percents\r\n', "frob", id="with a remark"),
        pytest.param("parser: str = 'frob'", "frob", id="with a type"),
        pytest.param("PARSER = 'frob'\nparser = PARSER", "frob", id="by another name"),
        pytest.param("parser = old = 'frob'", "frob", id="two names at once"),
        pytest.param("parser = 'a'\nparser = 'frob'", "frob", id="the last counts"),
        pytest.param('"""\nparser = \'doc\'\n"""\nparser = "frob"', "frob", id="a text that looks like it"),
        pytest.param("from services.tracer import parser", "tracer", id="another service's"),
        pytest.param("from services.tracer import *\n", "tracer", id="everything of another service"),
        pytest.param("from .tracer import parser", "tracer", id="of the same package"),
        pytest.param("from services import tracer\nparser = tracer.parser", "tracer", id="an attribute of it"),
        pytest.param("import services.tracer as t\nparser = t.parser", "tracer", id="by an alias"),
        pytest.param("from services.tracer import tracer\nparser = tracer.parser", "of the class", id="of its class"),
        pytest.param(
            "from services import tracer\nclass frob(tracer.tracer):\n    pass\nparser = frob.parser",
            "of the class",
            id="inherited",
        ),
        pytest.param("try:\n    parser = 'frob'\nexcept ImportError:\n    pass", "frob", id="in a try"),
        pytest.param("import os\nif os.name == 'nt':\n    parser = 'a'\nelse:\n    parser = 'a'", "a", id="either way"),
        pytest.param("import os\nif os.name == 'nt':\n    parser = 'a'\nelse:\n    parser = 'b'", "", id="it depends"),
        pytest.param("import os\nparser = os.environ['X']", "", id="only when it runs"),
        pytest.param("parser = 'frob'.upper()", "", id="worked out"),
        pytest.param("from services.frob import *", "", id="itself"),
        pytest.param("class frob: parser = 'x'", "", id="of the class alone"),
        pytest.param("parser = 5", "", id="a number"),
        pytest.param("def f(:", "", id="no Python"),
        pytest.param("(" * 100_000, "", id="brackets without end"),
        pytest.param(b"parser = 'a' \0", "", id="a zero"),
        pytest.param(b"\xef\xbb\xbfparser = 'frob'\n# \xff", "frob", id="bytes that are no text"),
        pytest.param("", "", id="nothing"),
        pytest.param("open('ran', 'w')\nraise SystemExit(open('ran', 'w'))\nparser = 'frob'", "frob", id="never run"),
    ],
)
def test_parser_of_a_service_is_what_its_file_says(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | bytes, parser: str
) -> None:
    monkeypatch.chdir(tmp_path)
    site.put("frob", text)
    assert site.read().parser("frob") == parser
    assert not (tmp_path / "ran").exists()


def test_there_is_no_site_without_cgru_or_services(tmp_path: Path) -> None:
    assert site_services.of_site({}) is None
    assert site_services.of_site({"CGRU_LOCATION": str(tmp_path)}) is None
    assert site_services.of_site({"AF_ROOT": str(tmp_path)}) is None


@pytest.mark.parametrize(
    ("service", "parser", "said", "warnings"),
    [
        pytest.param("frob", "frob", "", 0, id="the studio's"),
        pytest.param("tracer", "none", 'no parser "tracer"', 0, id="whose parser is missing"),
        pytest.param("nuke", None, "", 0, id="CGRU's, which the site took away"),
        pytest.param("own", None, "", 0, id="without a parser"),
        pytest.param("nowhere", None, "", 1, id="nobody's"),
    ],
)
def test_block_at_a_site_gets_what_the_site_says(
    site: Site, tmp_path: Path, service: str, parser: str | None, said: str, warnings: int
) -> None:
    site.put("frob", "parser = 'frob'")
    site.put("own", "")
    site.put("frob", "", "parsers")
    program = (
        f"import af, json; b = af.Block('b', {service!r}); j = af.Job('j'); j.blocks.append(b); "
        "b.setNumeric(1, 2); b.setCommand('x'); print(json.dumps([b.data, len(j.problems())]))"
    )
    here = {"PYTHONPATH": str(PROJECT / "core"), "CGRU_LOCATION": str(site.root), "HOME": str(tmp_path)}
    environ = {**{name: value for name, value in os.environ.items() if name != "AF_ROOT"}, **here}
    done = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, timeout=60)
    data, found = json.loads(done.stdout)
    assert (data["service"], data.get("parser"), found) == (service, parser, warnings)
    assert said in done.stderr and bool(said) == bool(done.stderr)
