"""`afsubmit demo --window`: the submit dialog over a made-up scene, whose pictures the farm on this machine renders."""

from __future__ import annotations

from ..typed import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit demo` takes."""
    parser.add_argument("--window", action="store_true", help="open the dialog; there is no other demo yet")
    parser.add_argument("--folder", default="", help="where scene and frames are kept (default: in the state folder)")
    parser.add_argument("--server", default="", help='"local" or host:port (default: what is configured)')


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    from . import qt_window
    from .demo_scene import DemoPlan, open_scene

    return qt_window.submit(open_scene(arguments.folder), DemoPlan(), arguments.server)
