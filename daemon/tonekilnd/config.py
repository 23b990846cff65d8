"""Every setting: its default, what it means, and where its value came from.

A value comes from the first of: command-line flag, environment (`TONEKILN_<NAME>`), the
`config.toml` of the home, the default.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any

import msgspec

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.home import Home
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.platform.memory import machine_bytes

from .setting_values import why_not

GIB = 2**30

Port = Annotated[int, msgspec.Meta(ge=0, le=65_535)]
Count = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
Bytes = Annotated[int, msgspec.Meta(ge=0, le=2**60)]
Threads = Annotated[int, msgspec.Meta(ge=0, le=4096)]
Niceness = Annotated[int, msgspec.Meta(ge=0, le=19)]
Seconds = Annotated[float, msgspec.Meta(ge=0.0, le=1e9)]
"""Up to some thirty years; `nan` is outside of any bound."""
_MOST_BYTES = 2**20


def _setting(default: Any, help: str) -> Any:
    if isinstance(default, list | dict):
        return field(default_factory=lambda: type(default)(default), metadata={"help": help})
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True, slots=True)
class Settings:
    """The daemon's settings."""

    port: Port = _setting(0, "TCP port of the ZeroMQ socket; 0 takes a free one")
    allow_remote: bool = _setting(False, "listen beyond this machine (CURVE keys still needed)")
    allowed_clients: list[str] = _setting([], "further CURVE public keys that may connect")
    osc_port: Port = _setting(0, "UDP port for OSC; 0 is off")
    osc_reply_port: Port = _setting(0, "UDP port for OSC's answers; 0 is the sender's own")
    osc_allow: list[str] = _setting([], "addresses beyond this machine that may send OSC")
    default_engine: str = _setting("sketch", "engine of a request that names none")
    warm: list[str] = _setting(["sketch"], "engines loaded right after the start")
    queue_limit: Count = _setting(32, "jobs that may wait; more are answered `busy`")
    running_limit: Count = _setting(2, "engines that may generate at the same time")
    memory_budget_bytes: Bytes = _setting(0, "for all warm engines; 0 is 60 % of this machine's")
    device_budget_bytes: Bytes = _setting(0, "the same of a GPU's own memory; 0 is 90 % of it")
    keep_alive_seconds: Seconds = _setting(1800.0, "how long an unused engine stays warm")
    worker_threads: Threads = _setting(0, "compute threads of a worker; 0 is all cores but one")
    worker_nice: Niceness = _setting(10, "how far a worker stands back behind the DAW, 0 to 19")
    cancel_grace_seconds: Seconds = _setting(3.0, "a worker that has not stopped by then is ended")
    precision: str = _setting("auto", "auto, fp32, bf16 or int8")
    device: str = _setting("auto", "auto, cpu, cuda or mps")
    interpreters: dict[str, str] = _setting({}, "family = another Python for its workers")
    library: str = _setting("", "folder of the clips; empty is `library` under the home")
    library_quota_bytes: Bytes = _setting(20 * GIB, "clips and inputs may take this; 0 is no bound")
    exit_when_idle: Seconds = _setting(0.0, "end after so many seconds without clients; 0 never")
    update_address: str = _setting("", "https address of the updates' manifest; empty: none")
    update_key: str = _setting("", "Ed25519 public key that it is signed with, Base64")
    update_looks: bool = _setting(False, "`doctor` may look for updates; else only `update` does")
    log_level: str = _setting("info", "debug, info, warning or error; debug logs prompts")

    def library_folder(self, home: Home) -> Path:
        """Where clips are written."""
        return Path(self.library).expanduser().absolute() if self.library else home.library

    def threads(self) -> int:
        """Compute threads of a worker: one core is left to the DAW."""
        return self.worker_threads or max(1, (os.cpu_count() or 2) - 1)

    def memory_budget(self) -> int:
        """Bytes that all warm engines together may take."""
        return self.memory_budget_bytes or int(machine_bytes() * 0.6)


class SettingRow(msgspec.Struct, frozen=True, kw_only=True):
    """One setting as `tonekiln doctor` lists it."""

    name: str
    value: Any
    default: Any
    origin: str
    env: str
    help: str


def load_settings(
    home: Home, flags: Mapping[str, Any], environment: Mapping[str, str] = os.environ
) -> tuple[Settings, tuple[SettingRow, ...]]:
    """Settings of a home, and where each came from.

    Raises:
        InvalidRequest: names the setting whose value cannot be taken, and where it stands.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    layers = [
        ("flag", {k: v for k, v in flags.items() if v is not None}),
        ("environment", _from_environment(environment)),
        ("file", _from_file(home.config_file)),
    ]
    for origin, layer in layers:
        for name, value in layer.items():
            if name not in values:
                values[name] = value
                origins[name] = origin
    settings = _convert(values, origins)
    _check(settings, origins)
    rows = tuple(_row(f.name, settings, origins, str(f.metadata["help"])) for f in fields(Settings))
    return settings, rows


def _row(name: str, settings: Settings, origins: Mapping[str, str], help: str) -> SettingRow:
    return SettingRow(
        name=name,
        value=getattr(settings, name),
        default=getattr(Settings(), name),
        origin=origins.get(name, "default"),
        env=environment_variable(name),
        help=help,
    )


def environment_variable(name: str) -> str:
    """The variable that sets a setting."""
    return f"TONEKILN_{name.upper()}"


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for setting in fields(Settings):
        text = environment.get(environment_variable(setting.name))
        if text is not None:
            found[setting.name] = _from_text(text, str(setting.type))
    return found


def _from_text(text: str, kind: str) -> Any:
    """A variable's text: `a,b` for a list, `name=value,name=value` for a table."""
    parts = [part for part in text.split(",") if part]
    if kind.startswith("dict"):
        return dict(part.partition("=")[::2] for part in parts)
    return parts if kind.startswith("list") else text


def _from_file(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(foreign.read_text(path, _MOST_BYTES))
    except Unreadable as problem:
        if problem.absent:
            return {}
        raise InvalidRequest(str(problem), field=str(path)) from problem
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(f"{path} is not valid TOML: {error}", field=str(path)) from error
    known = {setting.name for setting in fields(Settings)}
    unknown = sorted(set(table) - known)
    if unknown:
        raise InvalidRequest(
            f"{path}: unknown setting {unknown[0]}",
            field=unknown[0],
            hint="`tonekiln serve --help` lists the settings",
        )
    return table


def _check(settings: Settings, origins: Mapping[str, str]) -> None:
    """Raises InvalidRequest for a value that its setting cannot have."""
    for setting in fields(Settings):
        if why := why_not(setting.name, getattr(settings, setting.name)):
            raise _refused(setting.name, origins, why)


def _convert(values: Mapping[str, Any], origins: Mapping[str, str]) -> Settings:
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        name = str(error).rpartition("$.")[2].strip("`")
        raise _refused(name, origins, str(error)) from error


def _refused(name: str, origins: Mapping[str, str], why: str) -> InvalidRequest:
    return InvalidRequest(
        f"setting {name} ({origins.get(name, 'default')}): {why}",
        field=name,
        hint="`tonekiln serve --help` lists the settings",
    )
