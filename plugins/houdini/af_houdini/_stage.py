"""The render products of a stage: the names of pictures that a USD Render ROP writes when it names none itself.

Facts: the docstring of `LopNode.stage` (21.0), SideFX's pages on the USD Render ROP and the Render Product LOP, and how
AYON collects products. A stage that would have to be cooked is left alone in a session with a window: that may take
minutes, in which Houdini stands still.
"""

from __future__ import annotations

from typing import Any

import hou

from afsubmit.errors import SceneError

from ._graph import Product

USUAL_SETTINGS = "/Render/rendersettings"
"""The render settings that husk takes when the ROP names none."""


def products(rop: Any, category: str) -> list[Product]:
    """What the stage that `rop` renders says of its pictures.

    Raises:
        SceneError: there is no stage, it is not cooked yet, or it has no render settings with products.
    """
    lop = _lop_of(rop, category)
    if hou.isUIAvailable() and lop.needsToCook():
        raise SceneError(f"The stage of {lop.path()} is not cooked yet, and cooking it may take long.")
    stage = lop.stage()
    named = rop.parm("rendersettings")
    path = (str(named.evalAsString()).strip() if named is not None else "") or USUAL_SETTINGS
    settings = _prim(stage, path)
    if settings is None:
        raise SceneError(f"The stage of {lop.path()} has no render settings {path}.")
    targets = settings.GetRelationship("products").GetTargets()
    if not targets:
        raise SceneError(f"The render settings {path} have no render products.")
    return [_product(stage, str(target)) for target in targets]


def _lop_of(rop: Any, category: str) -> Any:
    """The LOP node whose stage is rendered: of a ROP among LOPs its input, else what it names."""
    wired = next((one for one in rop.inputs() if one is not None), None) if category == "Lop" else None
    named = rop.parm("loppath")
    path = str(named.evalAsString()).strip() if named is not None else ""
    found = wired or (rop.node(path) if path else None)
    if found is None or not hasattr(found, "stage"):
        raise SceneError("It names no LOP node whose stage it would render.")
    return found


def _prim(stage: Any, path: str) -> Any:
    found = stage.GetPrimAtPath(path) if stage is not None else None
    return found if found is not None and found.IsValid() else None


def _product(stage: Any, path: str) -> Product:
    prim = _prim(stage, path)
    name = prim.GetAttribute("productName") if prim is not None else None
    if name is None or not name.IsValid():
        raise SceneError(f"The stage has no render product {path} with a name.")
    samples = list(name.GetTimeSamples())
    if not samples:
        return Product(path, str(name.Get() or ""), {})
    return Product(path, "", {int(time): str(name.Get(time) or "") for time in samples if time == int(time)})
