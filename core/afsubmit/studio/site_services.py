"""What a CGRU site says of its services: which there are, and which parser each names. Its Python files are never run.

Facts of CGRU 3.4.1: `af.Block` takes `parser` of the module `services/NAME.py` below AF_ROOT/python; whatever file is
there is a service, and in `parsers` a parser.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping

from ..typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ast

MOST_BYTES = 4 * 1024 * 1024
LONGEST_WAY = 20
"""How many modules are gone through, each of which takes its parser from the next."""
_PLAIN = re.compile(r"""^parser[ \t]*=[ \t]*(['"])([\w.-]*)\1[ \t\r]*(?:#.*)?$""", re.MULTILINE)
"""What most services have; their grammar need not be read."""


class SiteServices:
    """The services and parsers of the site whose folder `python` this is; each file is read once, when asked for."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._modules = {kind: _modules(os.path.join(folder, kind)) for kind in ("services", "parsers")}
        self._parsers: dict[str, str] = {}

    def has_service(self, name: str) -> bool:
        """Whether the site has a service of this name."""
        return name in self._modules["services"]

    def has_parser(self, name: str) -> bool:
        """Whether the site has a parser of this name; where it shows none at all, its services are believed."""
        return not self._modules["parsers"] or name in self._modules["parsers"]

    def parser(self, service: str) -> str:
        """The parser that the service's file names; "" when it names none, or only when it is run."""
        if service not in self._parsers:
            self._parsers[service] = self._read_parser(service) if self.has_service(service) else ""
        return self._parsers[service]

    def _read_parser(self, service: str) -> str:
        source = _source(os.path.join(self._folder, "services", f"{service}.py"))
        plain = _PLAIN.findall(source)
        if len(plain) == 1 and source.count("parser") == 1:
            return str(plain[0][1])
        found = self._names(service, LONGEST_WAY).get("parser")
        return found if isinstance(found, str) else ""

    def _names(self, module: str, way: int) -> dict[str, Any]:
        """What the module's names stand for: a text, a `_Module`, or the names of a class; others are left out."""
        if not way or not self.has_service(module):
            return {}
        import ast

        try:
            tree = ast.parse(_source(os.path.join(self._folder, "services", f"{module}.py")))
            reading = _ServiceReader(lambda other: self._names(other, way - 1))
            return reading.through(tree.body, {})
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return {}


class _Module(str):
    """A module of the folder `services`, by its name."""

    __slots__ = ()


class _ServiceReader:
    """Goes through the statements of a module or class as Python would, as far as they can be read without running."""

    def __init__(self, names_of: Any) -> None:
        self._names_of = names_of

    def through(self, statements: Iterable[ast.stmt], names: dict[str, Any]) -> dict[str, Any]:
        """`names` after the statements."""
        import ast

        for one in statements:
            if isinstance(one, ast.Assign):
                for target in one.targets:
                    self._set(names, target, one.value)
            elif isinstance(one, ast.AnnAssign) and one.value is not None:
                self._set(names, one.target, one.value)
            elif isinstance(one, ast.ImportFrom):
                self._import(names, one)
            elif isinstance(one, ast.Import):
                for part in one.names:
                    if part.name.startswith("services.") and part.asname:
                        names[part.asname] = _Module(part.name.partition(".")[2])
            elif isinstance(one, ast.ClassDef):
                names[one.name] = self._class(names, one)
            elif isinstance(one, ast.Try):
                self.through(one.body, names)
            elif isinstance(one, (ast.If, ast.For, ast.While, ast.With)):
                self._perhaps(names, one)
        return names

    def _set(self, names: dict[str, Any], target: ast.expr, value: ast.expr) -> None:
        import ast

        if isinstance(target, ast.Name):
            names[target.id] = self._value(names, value)

    def _import(self, names: dict[str, Any], one: ast.ImportFrom) -> None:
        package, _, module = (one.module or "").partition(".")
        if one.level == 1:
            package, module = "services", one.module or ""
        if package != "services":
            return
        found = self._names_of(module) if module else {}
        for part in one.names:
            if part.name == "*":
                names.update(found)
            else:
                names[part.asname or part.name] = found.get(part.name) if module else _Module(part.name)

    def _class(self, names: dict[str, Any], one: ast.ClassDef) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for base in reversed(one.bases):
            inherited = self._value(names, base)
            body.update(inherited if isinstance(inherited, dict) else {})
        own = self.through(one.body, {**names, **body})
        return {key: value for key, value in own.items() if key in body or key not in names or names[key] is not value}

    def _perhaps(self, names: dict[str, Any], one: Any) -> None:
        """What is the same whether the statements run or not stays known."""
        ways = [self.through(body, dict(names)) for body in (one.body, getattr(one, "orelse", []))]
        for key in {*ways[0], *ways[1]}:
            names[key] = ways[0].get(key) if ways[0].get(key) == ways[1].get(key) else None

    def _value(self, names: dict[str, Any], value: ast.expr) -> Any:
        """What an expression stands for; None when it would have to be run."""
        import ast

        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
        if isinstance(value, ast.Name):
            return names.get(value.id)
        if isinstance(value, ast.Attribute):
            owner = self._value(names, value.value)
            found = self._names_of(str(owner)) if isinstance(owner, _Module) else owner
            return found.get(value.attr) if isinstance(found, dict) else None
        return None


def of_site(environ: Mapping[str, str]) -> SiteServices | None:
    """The services of the site whose CGRU is here; None where there is none, or it has no services."""
    root = environ.get("AF_ROOT") or os.path.join(environ.get("CGRU_LOCATION") or "", "afanasy")
    folder = os.path.join(root, "python")
    has_site = os.path.isabs(folder) and os.path.isdir(os.path.join(folder, "services"))
    return SiteServices(folder) if has_site and environ.get("CGRU_LOCATION") else None


def _modules(folder: str) -> frozenset[str]:
    try:
        return frozenset(name[:-3] for name in os.listdir(folder) if name.endswith(".py"))
    except OSError:
        return frozenset()


def _source(path: str) -> str:
    """The text of a Python file, "" when it cannot be read."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return ""
        with open(path, "rb") as file:
            return file.read(MOST_BYTES).decode("utf-8-sig", "replace")
    except OSError:
        return ""
