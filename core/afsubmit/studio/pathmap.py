"""The path map: where the same folder lies here and on the farm. Texts in, texts out."""

from __future__ import annotations
