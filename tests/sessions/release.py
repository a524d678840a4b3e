"""What a release is made of, and what must hold of it: one commit, our licence on every file, no machine in it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nox

from plugins.blender import build_zip
from tests.sessions import archives

HERE = Path(__file__).resolve().parents[2]
DIST = HERE / "dist"
KINDS = [".pyz", ".whl", ".zip", "-site.zip"]
NOTICE = re.compile(rb"(?i)copyright (\(c\)|\xc2\xa9|[0-9])|SPDX[-:]|general public licen[cs]e|all rights reserved")
OURS = {
    "LICENSE": b"Copyright (c) 2026 the afsubmit authors",
    "plugins/blender/afanasy/blender_manifest.toml": b'license = ["SPDX:MIT"]',
    "tests/sessions/release.py": b"",  # it says what is looked for
}
"""The files that speak of a licence -> what they say; all others are under the first one and say nothing."""
MADE = re.compile(r"\.dist-info/")
"""What a tool writes into an archive by itself."""


def ensure_ready(session: nox.Session) -> None:
    """The commit has no changes beside it, a part of CHANGELOG.md for its version, and no licence but ours."""
    if _git("status", "--porcelain").strip():
        session.error("There are changes that are in no commit: a release is made of one.")
    version = archives.version_here()
    if f"\n## {version}\n" not in (HERE / "CHANGELOG.md").read_text("utf-8"):
        session.error(f"CHANGELOG.md has no part for {version}: give what is unreleased that name.")
    files = _files()
    for name in files:
        content = (HERE / name).read_bytes()
        notice = NOTICE.search(content)
        if notice and not (name in OURS and OURS[name] in content):
            session.error(f"{name} speaks of a licence: {notice.group().decode('utf-8', 'replace')}")
    print(f"licence: {len(files)} files are ours alone", flush=True)


def pack_site() -> None:
    """The site as one file, the licence in it, beside the others; the same pages give the same bytes."""
    with (DIST / f"afsubmit-{archives.version_here()}-site.zip").open("wb") as file:
        pages = [one for one in build_zip.files("site", DIST / "site") if not one[0].endswith(".gz")]
        build_zip.write(file, [*pages, ("site/LICENSE", HERE / "LICENSE")])


def ensure_clean(session: nox.Session) -> None:
    """Each archive is there, has the licence, names no folder of this machine, and holds files of this commit alone.

    The site holds what its generator brings along, too.
    """
    names = [path.name for path in _made()]
    if [next((kind for kind in reversed(KINDS) if name.endswith(kind)), "") for name in names] != KINDS:
        session.error(f"dist should have one of each of {', '.join(KINDS)}; it has {', '.join(names)}")
    committed = {_sum((HERE / name).read_bytes()) for name in _files()}
    for path in _made():
        members = list(_members(path))
        if not any(name.endswith("LICENSE") for name, _ in members):
            session.error(f"{path.name} holds no LICENSE.")
        for name, content in members:
            if os.fsencode(HERE) in content or os.fsencode(Path.home()) + b"/" in content:
                session.error(f"{path.name}: {name} names a folder of this machine.")
            if not path.name.endswith("-site.zip") and not MADE.search(name) and _sum(content) not in committed:
                session.error(f"{path.name}: {name} is no file of this commit.")
        print(f"{path.name}: {len(members)} files, {path.stat().st_size // 1024} KiB", flush=True)


def sum_up(session: nox.Session) -> None:
    """Write the checksums, as `sha256sum --check` reads them."""
    sums = [f"{_sum(path.read_bytes())}  {path.name}\n" for path in [*_made(), DIST / "afsubmit.bat"]]
    (DIST / "SHA256SUMS").write_text("".join(sums), "utf-8")
    print("".join(sums), flush=True)


def _made() -> list[Path]:
    return sorted(
        (path for path in DIST.iterdir() if path.suffix in KINDS),
        key=lambda path: (path.suffix, path.name.endswith("-site.zip")),
    )


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def _files() -> list[str]:
    return [name for name in _git("ls-files", "-z").split("\0") if name and (HERE / name).is_file()]


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], capture_output=True, text=True, cwd=HERE, check=True).stdout


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
