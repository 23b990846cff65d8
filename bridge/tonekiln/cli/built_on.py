"""What a clip is built on, as a person names it: a file, or a clip of the library."""

from __future__ import annotations

import os
from typing import Literal, TypeAlias

from tonekiln.cli.chosen import chosen_clip
from tonekiln.client.blocking import Client
from tonekiln.protocol import Clip
from tonekiln.protocol.errors import InvalidRequest, NotFound

Role: TypeAlias = Literal["init", "continuation", "melody", "inpaint", "source"]
Input: TypeAlias = str | Clip | None

INPUTS: tuple[Role, ...] = ("init", "continuation", "melody", "inpaint")
_OPTIONS = {
    "init": "--init ",
    "continuation": "--continue ",
    "melody": "--melody ",
    "inpaint": "--inpaint ",
    "source": "",
}


def source_of(client: Client, name: str) -> str | Clip:
    """What is to be taken apart. Raises as `built_on`, and InvalidRequest for no name."""
    found = built_on(client, name, "source")
    if not found:
        raise InvalidRequest("an empty name is no clip and no file", field="source")
    return found


def built_on(client: Client, name: str | None, role: Role) -> Input:
    """The clip of that name where no file has it; a path that has folders in it is a file's.

    Raises:
        NotFound: it is neither.
        InvalidRequest: several clips may be meant.
    """
    if not name or _is_path(name):
        return name
    try:
        return chosen_clip(client, name)
    except NotFound as error:
        raise NotFound(
            f"{_OPTIONS[role]}{name}: there is no such file here, and no such clip",
            field=role,
            hint="name a file by its path; `tonekiln library search` lists clips",
        ) from error
    except InvalidRequest as error:
        raise InvalidRequest(error.message, field=role, hint=error.hint) from error


def _is_path(name: str) -> bool:
    """Whether it says where, or something is there: the daemon tells what is wrong with that."""
    return "/" in name or "\\" in name or os.path.lexists(name)
