"""Who may use a file or folder on Windows: its owner, the system and administrators, whatever the folders above say."""

from __future__ import annotations

import sys

OURS_ALONE = "D:P(A;OICI;FA;;;OW)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"
"""A protected list of rights, handed on to what is made in the folder: OWner, SYstem, Built-in Administrators."""
RIGHTS = 0x4 | 0x80000000
"""DACL_SECURITY_INFORMATION, and PROTECTED_: what stands above is not handed on."""


def close_to_others(path: str) -> None:
    """Leave a file, or a folder with all that is made in it, to its owner; on other systems nothing happens.

    Nothing happens either where the file system keeps no rights (FAT).

    Raises:
        OSError: Windows does not know the list of rights.
    """
    if sys.platform != "win32":
        return
    import ctypes

    rights = ctypes.c_void_p()
    security = ctypes.WinDLL("advapi32", use_last_error=True)
    made = security.ConvertStringSecurityDescriptorToSecurityDescriptorW(OURS_ALONE, 1, ctypes.byref(rights), None)
    if not made:
        raise ctypes.WinError(ctypes.get_last_error())
    try:
        security.SetFileSecurityW(ctypes.c_wchar_p(path), ctypes.c_ulong(RIGHTS), rights)
    finally:
        ctypes.WinDLL("kernel32").LocalFree(rights)
