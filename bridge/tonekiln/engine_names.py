"""How engines are named: `musicgen-small`, or `FAMILY:PATH` for a folder of one's own."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

from tonekiln.protocol import limits
from tonekiln.protocol.errors import InvalidRequest
from tonekiln.typed_paths import whole

_MOST_SHOWN = 48


def from_here(engine: str) -> str:
    """An engine's name with its path, if it has one, written in full.

    A relative path and `~` mean what they mean to whoever typed them; the daemon runs elsewhere.
    A path that is whole on any system is left as it is: the daemon may be on another one.

    Raises:
        InvalidRequest: the path is none that can be sent.
    """
    family, colon, path = engine.partition(":")
    if not colon or not path:
        return engine
    if not (PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()):
        path = str(whole(path, "engine"))
    if len(path) > limits.MAX_PATH_BYTES:
        raise InvalidRequest(
            f"the path of the engine has {len(path)} characters",
            field="engine",
            bound=f"FAMILY:PATH, the path at most {limits.MAX_PATH_BYTES} characters",
        )
    try:
        path.encode()
    except UnicodeEncodeError as error:
        raise InvalidRequest(
            "the path of the engine is not UTF-8 text", field="engine", hint="rename the folder"
        ) from error
    return f"{family}:{path}"


def on_one_line(engine: str) -> str:
    """A name without what a terminal would obey."""
    return "".join(c if c.isprintable() else "?" for c in engine)


def in_short(engine: str) -> str:
    """A name for a table's column: one line, the end of a long path."""
    text = on_one_line(engine)
    family, colon, path = text.partition(":")
    if not colon or len(text) <= _MOST_SHOWN:
        return text
    return f"{family}:…{path[-(_MOST_SHOWN - len(family) - 2) :]}"
