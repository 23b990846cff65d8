"""Where Tonekiln keeps its state: one folder, moved as a whole by `TONEKILN_HOME`."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from .platform.folders import own_home
from .platform.lengths import characters_too_many
from .typed_paths import whole

HOME_VARIABLE = "TONEKILN_HOME"

_FOLDERS = (
    *("keys", "run", "inputs", "presets", "library", "daw"),
    *("checkpoints", "compiled", "tuned", "environments", "updates"),
)


@dataclass(frozen=True, slots=True)
class Home:
    """The folders and files under one home."""

    root: Path

    @classmethod
    def find(cls) -> Home:
        """`TONEKILN_HOME`, or the platform's folder for a user's application data.

        Raises:
            InvalidRequest: it lies in a home that is not known.
        """
        chosen = os.environ.get(HOME_VARIABLE)
        root = Path(chosen) if chosen else Path(platformdirs.user_data_dir("tonekiln", False))
        return cls(whole(root, HOME_VARIABLE))

    def make(self) -> None:
        """Make the folder, closed to other users. Raises OSError."""
        self.root.parent.mkdir(parents=True, exist_ok=True)
        self.root.mkdir(mode=0o700, exist_ok=True)

    @property
    def config_file(self) -> Path:
        """The user's settings, TOML."""
        return self.root / "config.toml"

    @property
    def run(self) -> Path:
        """Runtime state of the daemon: 0700, nothing in it outlives its meaning."""
        return self.root / "run"

    @property
    def connection_file(self) -> Path:
        """How to reach the daemon and prove to be allowed to: 0600."""
        return self.run / "connection.json"

    @property
    def lock_file(self) -> Path:
        """Held by the one daemon of this home while it runs."""
        return self.run / "daemon.lock"

    @property
    def doubt_file(self) -> Path:
        """Where it is, the next start reads all of the database before it believes it."""
        return self.run / "doubt"

    @property
    def log_file(self) -> Path:
        """The daemon's log, one JSON object a line."""
        return self.run / "daemon.log"

    @property
    def keys(self) -> Path:
        """The CURVE key pairs: 0700."""
        return self.root / "keys"

    @property
    def database(self) -> Path:
        """Job journal and clip index, SQLite."""
        return self.root / "tonekiln.db"

    @property
    def library(self) -> Path:
        """Clips, unless the settings choose another folder."""
        return self.root / "library"

    @property
    def inputs(self) -> Path:
        """Input audio that Plans refer to, by digest."""
        return self.root / "inputs"

    @property
    def presets(self) -> Path:
        """The user's own presets."""
        return self.root / "presets"

    @property
    def install_record(self) -> Path:
        """Written by the command line: how the plugin can start the daemon."""
        return self.root / "install.json"

    @property
    def accepted_licences(self) -> Path:
        """Which licences of weights were accepted, JSON."""
        return self.root / "licences.json"

    @property
    def token_file(self) -> Path:
        """The hub's token where there is no keyring: 0600 in a 0700 folder."""
        return self.keys / "hub.token"

    @property
    def entries(self) -> tuple[Path, ...]:
        """Everything at the top of a home that Tonekiln makes or reads, there or not."""
        beside = (self.database.with_name(self.database.name + end) for end in ("-wal", "-shm"))
        files = (
            *(self.database, *beside, self.config_file, self.install_record),
            self.accepted_licences,
        )
        return (*files, *(self.root / name for name in _FOLDERS))

    @property
    def too_long(self) -> str:
        """A sentence where the path leaves no room for the clips' names on this system, or ""."""
        excess = characters_too_many(self.library)
        if not excess:
            return ""
        return (
            f"the path of {self.root} is {excess} characters too long: this system's programs "
            "could not open what is kept in it"
        )

    @property
    def shared(self) -> bool:
        """Whether the folder cannot be ours alone: `/`, `/tmp`, the user's own home."""
        try:
            sticky = bool(self.root.stat().st_mode & stat.S_ISVTX)
        except OSError:
            sticky = False
        return sticky or self.root.resolve() in (Path(self.root.anchor), own_home().resolve())
