"""`tonekiln adopt | show | rm | tune NAME | lora VERB`: the daemon package's own processes.

These commands hand everything typed on to them; `getting` asks the daemon for what takes long.
"""

from __future__ import annotations

from tonekiln.cli.arguments import Commands
from tonekiln.cli.daemon_package import become

_CHECKPOINTS = "tonekilnd.engines.checkpoints"

_HELP = {
    "adopt": "use weights that are on this machine already",
    "show": "licence, size and place of an engine's weights",
    "rm": "delete weights that `pull` fetched",
    "lora": "add, list and remove LoRAs: small files that change a model",
    "tune": "measure an engine's precisions on this machine, and choose what `auto` takes",
}


def add_commands(commands: Commands) -> None:
    """List the group's commands in the help; `hand_over` runs them."""
    for name, text in _HELP.items():
        commands.add_parser(name, help=text, add_help=False)


def hand_over(given: list[str]) -> None:
    """Become the process of the command line `given`, if it is one of this group's."""
    into_another_python = any(word.partition("=")[0] == "--python" for word in given)
    if given[:2] == ["engines", "install"] and into_another_python:
        become("tonekilnd.engines.libraries.install", *given[2:])
    if given[:1] == ["lora"]:
        become("tonekilnd.engines.loras", *given[1:])
    if given[:1] == ["tune"]:
        become("tonekilnd.engines.neural.tuning", *given[1:])
    if given[:1] and given[0] in _HELP:
        become(_CHECKPOINTS, *given)
