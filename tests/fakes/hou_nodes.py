"""Nodes, parameters and types of the fake `hou`: only names that the stubs have; each question counts as a call."""

from __future__ import annotations

import functools
import types
from typing import Any

from tests.fakes import hou_render
from tests.fakes.hou_scene import ASSETS, MENUS, MadeNode, components
from tests.fakes.hou_values import TICKS, component, number_of, text_of
from tests.fakes.usd_stage import Stage


class Counted:
    """What Houdini is asked through; the session counts."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def __init_subclass__(cls) -> None:
        for name, call in list(vars(cls).items()):
            if not name.startswith("_") and isinstance(call, types.FunctionType):
                setattr(cls, name, _counted(call))


def _counted(call: Any) -> Any:
    @functools.wraps(call)
    def counted(self: Any, *arguments: Any, **words: Any) -> Any:
        self._session.calls += 1
        return call(self, *arguments, **words)

    return counted


class NodeTypeCategory(Counted):
    def __init__(self, session: Any, name: str) -> None:
        super().__init__(session)
        self._name = name

    def name(self) -> str:
        return self._name

    def nodeTypes(self) -> dict[str, Any]:
        """[S 21.0] By name, those that no node is of, too."""
        return {name: NodeType(self._session, self._name, name) for name in self._session.types_in(self._name)}

    def nodeType(self, type_name: str) -> Any:
        """[S 21.0] None when there is none of this name."""
        known = type_name in self._session.types_in(self._name)
        return NodeType(self._session, self._name, type_name) if known else None


class NodeType(Counted):
    def __init__(self, session: Any, category: str, name: str) -> None:
        super().__init__(session)
        self._category, self._name = category, name

    def name(self) -> str:
        return self._name

    def nameComponents(self) -> tuple[str, str, str, str]:
        """[S 21.0] Scope, namespace, core name, version."""
        return components(self._name)

    def nameWithCategory(self) -> str:
        return f"{self._category}/{self._name}"

    def category(self) -> NodeTypeCategory:
        return NodeTypeCategory(self._session, self._category)

    def instances(self) -> tuple[Any, ...]:
        """[S 19.5, 21.0] Every node of the type, wherever it is."""
        made = self._session.made
        found = [one for one in self._session.all_nodes() if one.type_name == self._name]
        return tuple(self._session.wrapped(one) for one in found if made.category(one) == self._category)


class OpNode(Counted):
    """A node; two objects for one node are equal, and not the same."""

    def __init__(self, session: Any, made: MadeNode) -> None:
        super().__init__(session)
        self._made = made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OpNode) and other._made is self._made

    def __hash__(self) -> int:
        return hash(self._made.path)

    def path(self) -> str:
        return self._made.path

    def name(self) -> str:
        return self._made.name

    def type(self) -> NodeType:
        return NodeType(self._session, self._session.made.category(self._made), self._made.type_name)

    def parent(self) -> Any:
        return self._session.node_at(self._made.parent)

    def node(self, path: str) -> Any:
        return self._session.wrapped(self._session.made_at(path, self._made))

    def children(self) -> tuple[Any, ...]:
        found = [one for one in self._session.all_nodes() if one.parent == self._made.path]
        return tuple(map(self._session.wrapped, found))

    def inputs(self) -> tuple[Any, ...]:
        """[S 21.0] None for an input that is not connected."""
        return tuple(self._session.wrapped(one) for one in self._session.inputs_of(self._made))

    def inputAncestors(self, include_ref_inputs: bool = True, follow_subnets: bool = False) -> tuple[Any, ...]:
        found: list[MadeNode] = []
        waiting = [one for one in self._session.inputs_of(self._made) if one]
        while waiting:
            one = waiting.pop(0)
            if one not in found:
                found.append(one)
                waiting += [more for more in self._session.inputs_of(one) if more]
        return tuple(map(self._session.wrapped, found))

    def parm(self, name: str) -> Parm | None:
        values = self._made.values()
        if name not in self._made.all_channels() and component(self._made, name) is None:
            return None
        if isinstance(values.get(name), (tuple, list)):
            return None
        return Parm(self._session, self._made, name)

    def createNode(self, node_type_name: str, node_name: str | None = None) -> Any:
        """[S 21.0] Without a name the type's, with a number."""
        return self._session.add_node(self._made.path, node_type_name, node_name)

    def setInput(self, input_index: int, item_to_become_input: Any) -> None:
        inputs = [*self._made.inputs, *[""] * (input_index + 1 - len(self._made.inputs))]
        inputs[input_index] = item_to_become_input.name()
        self._made.inputs = inputs
        self._session.changed(f"{self._made.path} input")

    def hdaModule(self) -> Any:
        """[S 21.0] The script of an asset, whatever is in it; without one an empty module."""
        return self._session.hda_modules.get(self._made.path)

    def parmTuple(self, name: str) -> ParmTuple | None:
        return ParmTuple(self._session, self._made, name) if name in self._made.values() else None

    def isInsideLockedHDA(self) -> bool:
        return bool(self._session.made.is_in_asset(self._made))

    def isLockedHDA(self) -> bool:
        return self._made.is_asset or self._made.core_name in ASSETS

    def isSelected(self) -> bool:
        return self._made.path in self._session.selection

    def setSelected(self, on: bool, clear_all_selected: bool = False, show_asset_if_selected: bool = False) -> None:
        if clear_all_selected:
            self._session.selection.clear()
        if on:
            self._session.selection.append(self._made.path)

    def errors(self) -> tuple[str, ...]:
        return tuple(self._session.complaints.get(self._made.path, ()))

    def warnings(self) -> tuple[str, ...]:
        return ()

    def userData(self, name: str) -> str | None:
        """[S 21.0] None when there is none."""
        found: str | None = self._session.user_data(self._made.path).get(name)
        return found

    def setUserData(self, name: str, value: str) -> None:
        self._session.user_data(self._made.path)[name] = value
        self._session.changed(f"{self._made.path} user data {name}")

    def destroyUserData(self, name: str, must_exist: bool = True) -> None:
        """[S 21.0] OperationFailed when there is none and `must_exist`; 19.5 knows one argument [S]."""
        if name not in self._session.user_data(self._made.path):
            raise self._session.errors.OperationFailed("No user data with this name")
        del self._session.user_data(self._made.path)[name]
        self._session.changed(f"{self._made.path} user data {name}")


class _Bypassable(OpNode):
    """[S] These kinds have the flag, others have not."""

    def isBypassed(self) -> bool:
        return self._made.is_bypassed


class SopNode(_Bypassable):
    """A node of geometry; it has no lock flag of a ROP."""


class RenderingSopNode(SopNode):
    def render(self, frame_range: Any = (), ignore_inputs: bool = False, **words: Any) -> None:
        hou_render.render(self._session, self._made, frame_range, ignore_inputs=ignore_inputs, **words)


class RopNode(_Bypassable):
    def isLocked(self) -> bool:
        return self._made.is_locked

    def inputDependencies(self) -> tuple[Any, ...]:
        """[S 21.0] The docstring says two tuples side by side, the stub's type pairs [U]."""
        found = [one for one in self._session.inputs_of(self._made) if one]
        nodes, frames = [self._session.wrapped(one) for one in found], [(1.0,) for _ in found]
        return (
            tuple(zip(nodes, frames)) if self._session.habits.dependencies_as_pairs else (tuple(nodes), tuple(frames))
        )

    def render(self, frame_range: Any = (), ignore_inputs: bool = False, **words: Any) -> None:
        """[S 21.0] Writes what the node writes."""
        hou_render.render(self._session, self._made, frame_range, ignore_inputs=ignore_inputs, **words)


class LopNode(_Bypassable):
    """[S 21.0] Has no `render` in the stub; some say it has one [U]."""

    def needsToCook(self, time: float = 0) -> bool:
        return self._session.habits.stages_need_cooking

    def stage(self) -> Stage:
        """[S] What is composed here, at the scene's frame; it cooks."""
        self._session.staged.append((self._made.path, self._session.made.frame))
        return self._session.stages.get(self._made.path) or hou_render.stage_of(self._session, self._made)


class RenderingLopNode(LopNode):
    def render(self, frame_range: Any = (), ignore_inputs: bool = False, **words: Any) -> None:
        hou_render.render(self._session, self._made, frame_range, ignore_inputs=ignore_inputs, **words)


class TopNode(OpNode):
    """[S 21.0] A node of TOPs; the last one of a network has the display flag here."""

    def isDisplayFlagSet(self) -> bool:
        return self._session.node_at(self._made.parent).children()[-1] == self

    def cookWorkItems(self, block: bool = False, **words: Any) -> None:
        """[S 21.0] With `block` it comes back when all is cooked; errors stay in the node."""
        self._session.cooked.append((self._made.path, block))


class Keyframe:
    def __init__(self, expression: str) -> None:
        self._expression = expression

    def expression(self) -> str:
        return self._expression


class Parm(Counted):
    """One component of a parameter."""

    def __init__(self, session: Any, made: MadeNode, name: str) -> None:
        super().__init__(session)
        self._made, self._name = made, name

    def name(self) -> str:
        return self._name

    def path(self) -> str:
        return f"{self._made.path}/{self._name}"

    def node(self) -> Any:
        return self._session.wrapped(self._made)

    def _channel(self) -> str | None:
        return self._made.all_channels().get(self._name)

    def _value(self) -> Any:
        return component(self._made, self._name)

    def rawValue(self) -> str:
        """[S 21.0] The expression where there is one, else the plain text; of a menu its word or its place [U]."""
        channel = self._channel()
        if channel is not None:
            return channel.removeprefix("python:")
        value = self._value()
        if self._session.habits.raw_menus_are_numbers and isinstance(value, str) and self._is_menu(value):
            return text_of(number_of(value))
        return text_of(value)

    def _is_menu(self, value: str) -> bool:
        return self._name in MENUS or value in TICKS

    def unexpandedString(self) -> str:
        """[S 21.0] OperationFailed for what is no text, or has keyframes."""
        value = self._value()
        if self._channel() is not None or not isinstance(value, str) or self._is_menu(value):
            raise self._session.errors.OperationFailed("Parameter is not a string parameter")
        return value

    def keyframes(self) -> tuple[Keyframe, ...]:
        channel = self._channel()
        return (Keyframe(channel.removeprefix("python:")),) if channel is not None else ()

    def expression(self) -> str:
        """[S 21.0] OperationFailed when there is none."""
        channel = self._channel()
        if channel is None:
            raise self._session.errors.OperationFailed("Parameter has no expression")
        return channel.removeprefix("python:")

    def isLocked(self) -> bool:
        return self.path() in self._session.locked_parms

    def evalAsStringAtFrame(self, frame: float) -> str:
        return text_of(self._session.values.of(self._made, self._name, frame))

    def evalAsString(self) -> str:
        return self.evalAsStringAtFrame(self._session.made.frame)

    def evalAsFloatAtFrame(self, frame: float) -> float:
        """[S 21.0] TypeError for what is no number; a menu gives the place of its word."""
        value = self._session.values.of(self._made, self._name, frame)
        if isinstance(value, str) and not self._is_menu(value):
            raise TypeError("Cannot evaluate a string parameter as a float")
        return number_of(value)

    def evalAsFloat(self) -> float:
        return self.evalAsFloatAtFrame(self._session.made.frame)

    def evalAsIntAtFrame(self, frame: float) -> int:
        return round(self.evalAsFloatAtFrame(frame))

    def evalAsInt(self) -> int:
        return self.evalAsIntAtFrame(self._session.made.frame)

    def eval(self) -> Any:
        value = self._session.values.of(self._made, self._name, self._session.made.frame)
        return round(number_of(value)) if isinstance(value, str) and self._is_menu(value) else value

    def set(self, value: Any) -> None:
        """[S 21.0] PermissionError where it is locked or in a locked asset."""
        if self.path() in self._session.locked_parms or self._session.made.is_in_asset(self._made):
            raise self._session.errors.PermissionError(
                "Failed to modify node or parameter because of a permission error."
            )
        if self._name in MENUS and not isinstance(value, str):
            value = MENUS[self._name][round(value)]
        elif self._value() in TICKS and not isinstance(value, str):
            value = "on" if value else "off"
        _put(self._made, self._name, value)
        self._session.changed(self.path())

    def deleteAllKeyframes(self) -> None:
        if self.path() in self._session.locked_parms:
            raise self._session.errors.PermissionError(
                "Failed to modify node or parameter because of a permission error."
            )
        kept, value = self._made.all_channels(), self.eval()
        _put(self._made, self._name, value)
        self._made.channels = {name: text for name, text in kept.items() if name != self._name}

    def pressButton(self, arguments: Any = None) -> None:
        """[S 21.0] Runs the callback of a button: *Save to Disk* renders by the node's own range."""
        if self._name == "execute":
            hou_render.press(self._session, self._made)


class ParmTuple(Counted):
    """All components of a parameter."""

    def __init__(self, session: Any, made: MadeNode, name: str) -> None:
        super().__init__(session)
        self._made, self._name = made, name

    def name(self) -> str:
        return self._name

    def _parms(self) -> list[Parm]:
        many = self._made.values()[self._name]
        names = [f"{self._name}{place + 1}" for place in range(len(many))] if isinstance(many, (tuple, list)) else []
        return [Parm(self._session, self._made, name) for name in names or [self._name]]

    def evalAsFloatsAtFrame(self, frame: float) -> tuple[float, ...]:
        """[S 21.0] TypeError for what are no numbers."""
        return tuple(Parm.evalAsFloatAtFrame.__wrapped__(parm, frame) for parm in self._parms())


def _put(made: MadeNode, name: str, value: Any) -> None:
    """Set a component; the others keep their values and expressions."""
    values, channels = made.values(), made.all_channels()
    stem = name if name in values else name.rstrip("0123456789")
    if stem != name:
        many = list(values[stem])
        many[int(name[len(stem) :]) - 1] = value
        made.parms[stem] = tuple(many)
    else:
        made.parms[name] = value
    made.channels = {**{one: text for one, text in channels.items() if one != name}}
