"""`python -m demo --add-on ZIP [--blender PATH] [--json] [--keep]`: the main job, seen in a terminal; nox starts it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from afsubmit.errors import AfError

from .run import Demo, Result
from .surroundings import DemoError, Surroundings


def main() -> int:
    """Run the demo; 0 only if all that it promises is true."""
    words = _arguments()
    try:
        here = Surroundings(words.blender)
        here.enter()
        print(f"Everything of this demo lies in {here.folder}")
        result = Demo(here, Path(words.add_on).resolve()).run()
    except (DemoError, AfError) as error:
        print(f"The demo stopped: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nThe demo was interrupted; its farm is stopped.", file=sys.stderr)
        return 130
    _tell(result, here)
    if not words.keep:
        here.tidy()
    if words.json:
        print(result.as_json(), flush=True)
    return 0 if result.is_good else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nox -s demo --", description="A real Blender submits to a farm of its own.")
    parser.add_argument("--add-on", required=True, help="the built zip of the Blender add-on")
    parser.add_argument("--blender", default="", help="the Blender to use (default: the one on PATH)")
    parser.add_argument("--json", action="store_true", help="print the result as one line of JSON at the end")
    parser.add_argument(
        "--keep", action="store_true", help="keep the farm's state and Blender's private folder as well"
    )
    return parser.parse_args()


def _tell(result: Result, here: Surroundings) -> None:
    each = result.render_seconds / max(result.frames, 1)
    lines = [
        ("frames", f"{result.frames} of {result.expected_frames}, {each:.2f} s a frame, in {here.frames}"),
        ("contact sheet", str(here.contact_sheet)),
        ("job", f"{result.state}, {'deleted' if result.job_deleted else 'NOT deleted'}"),
        ("snapshot", "removed by the job's post command" if result.snapshot_removed else "NOT removed"),
        ("your .blend", "byte for byte what it was" if result.scene_unchanged else "CHANGED"),
        ("your session", "as it was" if result.session_unchanged else "CHANGED"),
        ("time", f"{result.seconds:.1f} s with Blender {result.blender}"),
    ]
    print()
    for name, text in lines:
        print(f"  {name:<14} {text}")


if __name__ == "__main__":
    sys.exit(main())
