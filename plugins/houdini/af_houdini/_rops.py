"""The node types that render, and those that only say an order. Pure."""

from __future__ import annotations

RENDERING_IN_SOPS = frozenset(["filecache", "rop_geometry", "rop_alembic", "rop_fbx", "rop_dop", "rop_vrayproxy"])
RENDERING_IN_LOPS = frozenset(["usdrender_rop", "usd_rop"])
ROP_NETWORKS = frozenset(["Driver"])


def is_wanted(category: str, type_name: str) -> bool:
    """Whether a node of this category and core type name belongs to `Scene.nodes`: all ROPs, and what renders apart."""
    if category in ROP_NETWORKS:
        return True
    return type_name in {"Sop": RENDERING_IN_SOPS, "Lop": RENDERING_IN_LOPS}.get(category, frozenset())
