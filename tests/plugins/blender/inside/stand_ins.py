"""Stand-ins for Blender's layouts, and for the dialog as its drawing sees it: without a window there are none."""

from __future__ import annotations

import bpy


class Layout:
    """A stand-in for Blender's layout, which never exists without a window; it knows no name that ours do not use.

    Rests on Blender's API pages for UILayout (3.4 to 5.2). Each property is looked for, since Blender would only print
    a line about a missing one, and each icon and operator is one that this Blender has.
    """

    ICONS = frozenset(bpy.types.UILayout.bl_rna.functions["label"].parameters["icon"].enum_items.keys())

    def __init__(self, above: Layout | None = None) -> None:
        self.seen: list[str] = above.seen if above else []
        self.made: list[tuple[Button, bool]] = above.made if above else []
        self.use_property_split = self.use_property_decorate = self.alert = False
        self.active = self.enabled = True
        self.alignment, self.operator_context, self.scale_y, self.ui_units_x = "EXPAND", "INVOKE_DEFAULT", 1.0, 0.0

    def column(self, *, align: bool = False) -> Layout:
        return Layout(self)

    row = column

    def grid_flow(self, *, columns: int, row_major: bool, even_columns: bool, align: bool) -> Layout:
        return Layout(self)

    def template_icon(self, *, icon_value: int, scale: float) -> None:
        assert isinstance(icon_value, int) and scale > 0
        self.seen.append("{picture}")

    def split(self, *, factor: float) -> Layout:
        return Layout(self)

    def menu(self, name: str, *, text: str = "", icon: str = "NONE") -> None:
        assert hasattr(bpy.types, name), name
        assert icon in self.ICONS, icon
        self.seen.append(f"{{{name}}}")

    def box(self) -> Layout:
        return Layout(self)

    def progress(self, *, factor: float, text: str) -> None:
        assert bpy.app.version >= (4, 0, 0) and 0 <= factor <= 1
        self.seen.append(text)

    def separator(self) -> None:
        pass

    def label(self, *, text: str, icon: str = "NONE") -> None:
        assert icon in self.ICONS, icon
        self.seen.append(text)

    def prop(self, data, name: str, *, text="", icon="NONE", emboss=True, placeholder="", expand=False):
        assert name in data.bl_rna.properties, f"{data} has no {name}"
        assert icon in self.ICONS, icon
        self.seen.append(f"<{name}>" if name.startswith("pick_") else f"[{name}]")

    def operator(self, name: str, *, text: str = "", icon: str = "NONE", emboss: bool = True):
        room, _, word = name.partition(".")
        assert hasattr(bpy.types, f"{room.upper()}_OT_{word}"), name
        assert icon in self.ICONS, icon
        self.seen.append(f"({name})")
        self.made.append((Button(), self.enabled))
        return self.made[-1][0]


class Button:
    """What an operator's button takes: the operator's properties."""

    key = name = order = folder = number = path = form = text = what = content = ""


class Item:
    """One line of the dialog's list."""

    def __init__(self, inside, name: str) -> None:
        self.name, self.is_chosen, self.bl_rna = name, True, inside.module("_ui_properties").AFANASY_PG_output.bl_rna


class OwnFrames:
    """The frames of that line alone."""

    def __init__(self, inside) -> None:
        self.name, self.frames, self.bl_rna = "", "", inside.module("_ui_properties").AFANASY_PG_frames.bl_rna


class Dialog:
    """An operator as the dialog's drawing sees it: properties as declared, none of them set, and a preview."""

    def __init__(self, inside, **values) -> None:
        self.bl_rna = bpy.ops.afanasy.submit.get_rna_type()
        self.outputs = [Item(inside, scene.name) for scene in bpy.data.scenes]
        self.own_frames = [OwnFrames(inside) for _ in self.outputs]
        self.complaint, self.notes, self._values, self.properties, self._inside = "", (), values, self, inside
        self.opening, self.is_anew = None, False
        self.standing = lambda: ({}, [item.name for item in self.outputs])
        self.preview = inside.module("afsubmit.submitter.attempt").Preview(
            inside.module("_ui").make_request({}, None), "local"
        )

    def is_property_set(self, key: str) -> bool:
        assert key in self.bl_rna.properties, key
        return key in self._values

    def __getattr__(self, key: str):
        if key == "page":
            return self._values.get(key, next(iter(self._inside.module("_form").pages())))
        if key == "show_parts":
            return self._values.get(key, True)
        found = self.bl_rna.properties.get(key)
        if found is None:
            raise AttributeError(key)
        return self._values.get(key, found.default)


class Menu:
    """A menu as its drawing sees it."""

    def __init__(self, layout: Layout, title: str = "") -> None:
        self.layout, self.bl_label = layout, title
