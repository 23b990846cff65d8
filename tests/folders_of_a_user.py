"""A user who has nothing: where programs look for what is theirs, whatever the real one has set."""

from __future__ import annotations

from pathlib import Path


def folders_of(user: Path) -> dict[str, str]:
    """The environment that names them: by default what the XDG Base Directory Specification has.

    Args:
        user: the home folder.
    """
    return {
        "HOME": str(user),
        "XDG_CONFIG_HOME": str(user / ".config"),
        "XDG_CACHE_HOME": str(user / ".cache"),
        "XDG_DATA_HOME": str(user / ".local" / "share"),
    }
