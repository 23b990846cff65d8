"""`tonekiln play`: hear a clip, with whatever this machine plays audio with."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tonekiln import foreign
from tonekiln.cli.answer import Answer
from tonekiln.cli.arguments import Commands, add_command
from tonekiln.cli.chosen import chosen_clip
from tonekiln.cli.local_files import local_files
from tonekiln.client.blocking import Client
from tonekiln.platform import children
from tonekiln.platform.commands import install
from tonekiln.platform.players import players
from tonekiln.protocol import Clip, SearchClips
from tonekiln.protocol.errors import InvalidRequest, NotFound

from .daemon import started_client

MOST_TIMES = 64


def add_commands(commands: Commands) -> None:
    """Add the group's command."""
    play = add_command(commands, "play", _play, "hear a clip, the newest if none is named")
    play.add_argument("clip", nargs="?", metavar="CLIP", help="its id, its start, or its name")
    play.add_argument(
        "--times", type=int, default=1, metavar="N", help="round and round, without a gap"
    )


def _play(options: argparse.Namespace) -> Answer:
    with started_client() as client:
        clip = chosen_clip(client, options.clip) if options.clip else _newest(client)
        play_clips(client, [clip], options.times)
    return Answer({"played": msgspec.to_builtins(clip)}, [])


def play_clips(client: Client, clips: Sequence[Clip], times: int = 1) -> None:
    """Play clips one after the other, each `times` times; returns when they have ended.

    Raises:
        InvalidRequest: `times` is out of range.
        NotFound: a file is missing, or nothing here can play it.
    """
    if not 1 <= times <= MOST_TIMES:
        raise InvalidRequest(
            f"{times} times is not possible", field="times", bound=f"1 to {MOST_TIMES}"
        )
    with local_files(client, clips) as files:
        for clip in clips:
            with _repeated(files[clip.clip_id], times) as file:
                _play_file(file)


def _newest(client: Client) -> Clip:
    newest = client.search(SearchClips(limit=1)).clips
    if not newest:
        raise NotFound("there is no clip yet", hint='make one: tonekiln generate "rolling drums"')
    return newest[0]


@contextmanager
def _repeated(file: Path, times: int) -> Iterator[Path]:
    """The file itself, or one in which its audio stands `times` times."""
    if not foreign.is_there(file):
        raise NotFound(f"{file} is missing", field="clip", hint="make it again")
    if times == 1:
        yield file
        return
    import soundfile  # noqa: PLC0415 - reads audio, which other commands need not

    audio, rate = soundfile.read(file, dtype="float32", always_2d=True)
    with tempfile.TemporaryDirectory() as folder:
        longer = Path(folder) / file.name
        with soundfile.SoundFile(longer, "w", rate, audio.shape[1], "PCM_24") as written:
            for _ in range(times):
                written.write(audio)
        yield longer


def _play_file(file: Path) -> None:
    tried = []
    for command in players():
        done = subprocess.run(
            [*command, str(file)],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            creationflags=children.quiet(),
        )
        if done.returncode == 0:
            return
        words = done.stderr.decode(errors="replace").split("\n")[0].strip()
        tried.append(f"{Path(command[0]).name}: {words or f'status {done.returncode}'}")
    said = f" ({'; '.join(tried)})" if tried else ""
    raise NotFound(
        f"nothing here could play it{said}",
        field="clip",
        hint=" or ".join(filter(None, (install("alsa-utils"), f"open {file} in a player"))),
    )
