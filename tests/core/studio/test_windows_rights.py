"""Folders of ours on Windows: closed to everybody else, and what is made in them, too."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from afsubmit.studio import ownership

pytestmark = pytest.mark.windows("lists of rights")

OWNER, RIGHTS = 1, 4


def rights_of(path: Path) -> str:
    """The list of rights of a file as a text (SDDL)."""
    security, found, text = ctypes.WinDLL("advapi32"), ctypes.create_string_buffer(4096), ctypes.c_wchar_p()
    needed = ctypes.c_ulong()
    assert security.GetFileSecurityW(ctypes.c_wchar_p(str(path)), RIGHTS, found, 4096, ctypes.byref(needed))
    said = security.ConvertSecurityDescriptorToStringSecurityDescriptorW
    assert said(found, 1, RIGHTS, ctypes.byref(text), None)
    return str(text.value)


def test_folder_when_made_then_everybody_has_no_right_in_it_nor_in_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "farm"
    ownership.private_folder(str(folder))
    ownership.write_ours(str(folder / "farm.json"), b"{}")
    for path in (folder, folder / "farm.json"):
        assert not any(who in rights_of(path) for who in (";;;WD)", ";;;BU)", ";;;AU)"))
    assert (folder / "farm.json").read_bytes() == b"{}"
