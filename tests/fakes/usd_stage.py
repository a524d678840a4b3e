"""A stage of USD as plain data, with the few names of `pxr.Usd` that renderers' products are asked by.

Names and what they give: OpenUSD's reference of UsdStage, UsdPrim, UsdRelationship and UsdAttribute. A render setting's
node writes a name that changes with the frame as one sample, at the frame it was cooked at [P AYON], or as the default
of the attribute [U].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class Attribute:
    def __init__(self, default: str | None = None, samples: Mapping[float, str] | None = None) -> None:
        self._default, self._samples = default, dict(samples or {})

    def IsValid(self) -> bool:
        return self._default is not None or bool(self._samples)

    def GetTimeSamples(self) -> list[float]:
        return sorted(self._samples)

    def Get(self, time: float | None = None) -> str | None:
        """At a time the sample before it, or the first; without one the default."""
        if time is None or not self._samples:
            return self._default
        before = [one for one in sorted(self._samples) if one <= time]
        return self._samples[before[-1] if before else min(self._samples)]


class Relationship:
    def __init__(self, targets: Sequence[str]) -> None:
        self._targets = list(targets)

    def GetTargets(self) -> list[str]:
        return self._targets


class Prim:
    def __init__(self, products: Sequence[str] = (), name: Attribute | None = None, *, is_there: bool = True) -> None:
        self._products, self._name, self._is_there = products, name or Attribute(), is_there

    def IsValid(self) -> bool:
        return self._is_there

    def GetRelationship(self, name: str) -> Relationship:
        return Relationship(self._products if name == "products" else ())

    def GetAttribute(self, name: str) -> Attribute:
        return self._name if name == "productName" else Attribute()


class Stage:
    def __init__(self, prims: Mapping[str, Prim]) -> None:
        self._prims = dict(prims)

    def GetPrimAtPath(self, path: str) -> Prim:
        return self._prims.get(path) or Prim(is_there=False)


def stage_of(names: Sequence[Attribute], settings: str = "/Render/rendersettings") -> Stage:
    """A stage with render settings and a product for each of `names`."""
    products = {f"/Render/Products/product{place}": Prim(name=name) for place, name in enumerate(names)}
    return Stage({**products, settings: Prim(list(products))})
