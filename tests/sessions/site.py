"""The pages as a site: README and docs/ in one folder for MkDocs, with links that lead from page to page inside it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
PAGES = {"README.md": "index.md", "CHANGELOG.md": "changelog.md", "ARCHITECTURE.md": "architecture.md"}
"""Pages beside docs/ that belong to the site -> their names in it."""
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)#\s]+)(#[^)\s]*)?\)")


def assemble(folder: Path) -> None:
    """Put the site's sources into `folder`, which is emptied first.

    A link to a file of the project that is no page of the site becomes its text: a reader of the site has no checkout.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE / "docs", folder, ignore=shutil.ignore_patterns("site.yml"))
    for name, page in PAGES.items():
        text = (HERE / name).read_text("utf-8").replace("](docs/", "](")
        (folder / page).write_text(_led_inside(text, folder, folder), "utf-8")
    for path in sorted(folder.rglob("*.md")):
        path.write_text(_led_inside(path.read_text("utf-8"), path.parent, folder), "utf-8")


def _led_inside(text: str, at: Path, folder: Path) -> str:
    """The page's text with each link as the site needs it; `at` is the folder of the page."""

    def link(found: re.Match[str]) -> str:
        words, target, mark = found[1], found[2], found[3] or ""
        if "://" in target or target.startswith("mailto:"):
            return found[0]
        name = PAGES.get(Path(target).name, "") if not (at / target).exists() else ""
        if name:
            return f"[{words}]({'../' * len(at.relative_to(folder).parts)}{name}{mark})"
        is_inside = (at / target).exists() and folder in (at / target).resolve().parents
        return found[0] if is_inside else words

    return LINK.sub(link, text)
