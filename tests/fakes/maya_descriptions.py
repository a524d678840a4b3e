"""The flags that Render knows, as descriptions of renderers were seen to have them: the fake takes only these.

Autodesk's pages of Render, help that it printed; a renderer's own page.
"""

from __future__ import annotations

ALONE = "-verb -test -keepMel -noRender -rib"
SEVERAL = {"-reg": 4, "-crop": 4, "-res": 2}
PROGRAM = "-r -proj -verb -test -keepMel -preRender -postRender -preLayer -postLayer -preFrame -postFrame"
TEMPLATES = "-rsp -rsa -rst"
"""Seen in Render's help of 2022 and 2023 only."""

_SOFTWARE = (
    "-rd -im -of -fnc -s -e -b -pad -rfs -rfb -cam -rgb -alpha -depth -iip -x -y -percentRes -ard -par -rl -rp -sel"
)
FLAGS = {
    "sw": f"{_SOFTWARE} -skipExistingFrames -n -eaa -mb -reg",
    "hw2": f"{_SOFTWARE} -skipExistingFrames",
    "file": _SOFTWARE,
    "arnold": "-rd -im -rt -lic -s -e -b -pad -rl -rp -sel -l -cam -rgb -alpha -depth -iip -x -y -percentRes -ard -reg "
    "-ai:alf -ai:aerr -ai:device -ai:threads -ai:lve",
    "redshift": "-rd -im -s -e -b -rl -cam -x -y -gpu -reg",
    "vray": "-rd -im -of -pad -s -e -b -cam -rl -x -y -par -threads -rep -reg -exportFileName -noRender",
    "renderman": "-imageFile -res -crop -cam -rl -s -e -b -t -rib -ribFile -bake -checkpoint -jobid -rd -of",
    "3delight": "-s -e -inc -cam -lr -rp -cpus",
}
WORDS = {
    "mayaSoftware": "sw",
    "mayaHardware2": "hw2",
    "arnold": "arnold",
    "redshift": "redshift",
    "vray": "vray",
    "renderman": "renderman",
    "3delight": "3delight",
}
"""By the scene's word for a renderer, what stands behind -r."""
