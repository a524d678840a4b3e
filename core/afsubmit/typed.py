"""The words of `typing` that annotations need, without the milliseconds that importing `typing` costs.

A type checker sees `typing` itself. At run time annotations are texts (`from __future__ import annotations`), so `Any`
and `Protocol` are mere names, and `NamedTuple` makes a `collections.namedtuple` of the annotated fields.
"""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any as Any
    from typing import NamedTuple as NamedTuple
    from typing import Protocol as Protocol
else:
    Any = Protocol = object

    class _Fields(type):
        """Makes a class of annotated fields a named tuple with the class's own methods."""

        def __new__(cls, name, bases, space):
            if not bases:
                return super().__new__(cls, name, bases, space)
            fields = list(space.get("__annotations__", ()))
            defaults = [space.pop(field) for field in fields if field in space]
            base = namedtuple(name, fields, defaults=defaults, module=space["__module__"])
            return type(name, (base,), {**space, "__slots__": ()})

    class NamedTuple(metaclass=_Fields):
        """As `typing.NamedTuple`, for classes without other bases."""
