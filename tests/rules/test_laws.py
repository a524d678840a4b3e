"""The laws of the house hold for this project, and each law notices a tree that breaks it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.rules.habits import LAWS
from tests.rules.sources import PROJECT

LONG = "def f():\n" + "    x = 1\n" * 61


@pytest.mark.parametrize("law", LAWS)
def test_project_keeps_the_law(law: str) -> None:
    looked_at, breaches = LAWS[law](PROJECT)
    assert looked_at, f"{law}: nothing was found to check"
    assert not breaches, "\n".join(breaches)


@pytest.mark.parametrize(
    ("law", "file", "text"),
    [
        pytest.param(law, file, text, id=f"{law}: {words}")
        for law, file, text, words in [
            ("arrows of the core", "core/afsubmit/document/job.py", "from ..wire import client\n", "up an arrow"),
            ("arrows of the core", "core/afsubmit/wire/frame.py", "from .. import studio\n", "a room from the package"),
            (
                "arrows of the core",
                "core/afsubmit/errors.py",
                "from .document import fields\n",
                "errors imports a room",
            ),
            (
                "arrows of the core",
                "core/afsubmit/api/job.py",
                "def f():\n    from ..local import farm\n",
                "in a function",
            ),
            ("arrows of the core", "core/afsubmit/extras/new.py", "x = 1\n", "a room without a row"),
            ("arrows of the plugins", "plugins/nuke/af_nuke/plan.py", "from . import _host\n", "plan reads the host"),
            (
                "arrows of the plugins",
                "plugins/nuke/af_nuke/_worker.py",
                "import afsubmit.document\n",
                "a worker imports",
            ),
            ("arrows of the plugins", "plugins/nuke/menu.py", "from afsubmit.wire import client\n", "a door dials"),
            (
                "arrows of the plugins",
                "plugins/blender/afanasy/plan.py",
                "from .afsubmit.submitter import farm_connection\n",
                "the core that it carries",
            ),
            (
                "arrows of the plugins",
                "plugins/blender/afanasy/_header.py",
                "def f():\n    from .afsubmit.wire.client import Client\n",
                "the core that it carries, in a function",
            ),
            (
                "relative imports inside the core",
                "plugins/blender/afanasy/_ui.py",
                "from afsubmit.errors import AfError\n",
                "a core of the site's",
            ),
            ("arrows of the plugins", "plugins/blender/afanasy/_paths.py", "from . import _ui\n", "a further file"),
            ("arrows of the plugins", "plugins/maya/scripts/af_maya/_ui.py", "import af_nuke.plan\n", "another plugin"),
            ("relative imports inside the core", "core/afsubmit/api/job.py", "import afsubmit.wire\n", "absolute"),
            ("no host in the core", "core/afsubmit/submission/host.py", "import bpy\n", "a host"),
            ("no host in the core", "core/afsubmit/submission/form.py", "from PySide6 import QtCore\n", "Qt"),
            (
                "no host in the core",
                "core/afsubmit/submitter/attempt.py",
                "from PySide6 import QtCore\n",
                "Qt beside qt/",
            ),
            ("no host in the core", "core/afsubmit/qt/panel.py", "import PySide2.QtGui\n", "another choice of Qt"),
            (
                "arrows of the core",
                "core/afsubmit/submitter/farm_connection.py",
                "from ..qt import style\n",
                "submitter needs qt",
            ),
            (
                "arrows of the chambers",
                "core/afsubmit/submission/planning/plan.py",
                "def f():\n    from ..sending import delivery\n",
                "planning sends",
            ),
            ("arrows of the chambers", "core/afsubmit/submission/extras/a.py", "x = 1\n", "a chamber without a row"),
            ("no host named in the core", "core/afsubmit/cli/a.py", "HOSTS = ('nuke',)\n", "a name in a table"),
            (
                "no host named in the core",
                "core/afsubmit/cli/a.py",
                "'Start Blender.'.upper()\n",
                "a name in a sentence",
            ),
            (
                "one door to the farm",
                "core/afsubmit/studio/a.py",
                "import socket\nsocket.create_connection(1)\n",
                "dials",
            ),
            (
                "one door to the farm",
                "core/afsubmit/wire/b.py",
                "import socket\nsocket.socket()\n",
                "another wire file",
            ),
            ("one door to the farm", "core/afsubmit/cli/c.py", "import urllib.request\n", "the web"),
            ("no print in the core", "core/afsubmit/wire/client.py", "print('sent')\n", "print"),
            ("no digits that are no numbers", "plugins/nuke/af_nuke/a.py", "'2'.isdigit()\n", "a superscript"),
            ("no path of one machine", "docs/page.md", "see /ro" + "ot/core\n", "a path"),
            ("types are written once", "core/afsubmit/wire/a.py", "TYPE_CHECKING = False\n", "a switch of its own"),
            ("types are written once", "core/afsubmit/wire/a.py", "A = namedtuple('A', 'b')\n", "a second tuple"),
            ("honest tests", "tests/core/test_a.py", "from unit" + "test.mock import Magic" + "Mock\n", "a mock"),
            ("honest tests", "tests/core/test_b.py", "@pytest.mark.x" + "fail\n", "expected to fail"),
            ("sizes of the house", "core/afsubmit/wire/client.py", LONG, "a long function"),
            ("sizes of the house", "tests/core/test_c.py", "x = 1\n" * 401, "a long file"),
            ("small doors", "plugins/nuke/menu.py", "x = 1 + 1\n" * 20, "a wide door"),
        ]
    ],
)
def test_law_notices_when_it_is_broken(tmp_path: Path, law: str, file: str, text: str) -> None:
    broken = tmp_path / file
    broken.parent.mkdir(parents=True)
    broken.write_text(text, encoding="utf-8")
    looked_at, breaches = LAWS[law](tmp_path)
    assert looked_at == 1
    assert len(breaches) == 1, breaches


@pytest.mark.parametrize("law", LAWS)
def test_law_says_nothing_was_there_when_the_tree_is_empty(tmp_path: Path, law: str) -> None:
    assert LAWS[law](tmp_path) == (0, [])


@pytest.mark.parametrize("host", ["nuke", "maya", "hou"])
def test_host_module_is_not_importable_from_our_folders(host: str) -> None:
    assert importlib.util.find_spec(host) is None


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        pytest.param(["from . import b\n", "def f():\n    from . import a\n", ""], 1, id="two, one in a function"),
        pytest.param(["from . import b\n", "from . import c\n", "from .a import x\n"], 1, id="three in a ring"),
        pytest.param(["from . import b, c\n", "from . import c\n", ""], 0, id="none"),
    ],
)
def test_files_that_import_each_other_are_found(tmp_path: Path, texts: list[str], count: int) -> None:
    room = tmp_path / "core" / "afsubmit" / "room"
    room.mkdir(parents=True)
    for name, text in zip("abc", texts):
        (room / f"{name}.py").write_text(text, encoding="utf-8")
    files, breaches = LAWS["no two files import each other"](tmp_path)
    assert (files, len(breaches)) == (3, count)
