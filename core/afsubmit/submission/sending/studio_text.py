"""Texts of a studio that become a part of what the farm renders: read only where nobody else can have written them."""

from __future__ import annotations

import os

from ...errors import SceneError
from ...studio import ownership

MOST_BYTES = 4 << 20


def read(path: str) -> str:
    """The text of the file `path`, of whoever owns it, as long as nobody but its owner can write it or its folder.

    Raises:
        SceneError: it cannot be read, is too long, is not UTF-8, or others could have written it; says what to do.
    """
    if not os.path.isabs(path):
        raise SceneError(f"{path} begins at no root. Write the whole path.")
    problem = ownership.distrust(path, top=os.path.dirname(path), is_any_owner=True)
    if problem:
        raise SceneError(
            f"{path} is not used, since {problem.where} is not to be trusted: {problem.message}. {problem.fix}"
        )
    try:
        with open(path, "rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise SceneError(f"{path} is longer than {MOST_BYTES >> 20} MB.")
        return content.decode("utf-8")
    except OSError as error:
        raise SceneError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise SceneError(f"{path} is not UTF-8.") from error
