"""A clip as FLAC: the same samples in about half the bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tonekiln.plain import plain
from tonekiln.protocol import Clip
from tonekiln.protocol.errors import InvalidRequest

_BLOCK_FRAMES = 1 << 16


def write_flac(wav: Path, flac: Path, clip: Clip) -> None:
    """Write a clip's file again as FLAC, sample for sample.

    FLAC holds what its tags can: title, tempo and words, licence. The loop points, the `acid` chunk
    and the Plan stay in the WAV, which is in the library.

    Args:
        wav: of 24 bits, as clips are unless they go over full scale.
        flac: replaced if it is there.
        clip: whose file it is.

    Raises:
        InvalidRequest: the clip goes over full scale, which FLAC cannot hold.
        OSError: a file cannot be read or written.
    """
    import soundfile  # noqa: PLC0415 - reads audio, which other commands need not

    try:
        with (
            wav.open("rb") as file,
            _in_integers(soundfile.SoundFile(file), clip) as source,
            soundfile.SoundFile(
                flac, "w", source.samplerate, source.channels, "PCM_24", format="FLAC"
            ) as target,
        ):
            for tag, text in _tags(clip).items():
                setattr(target, tag, text)
            while len(block := source.read(_BLOCK_FRAMES, dtype="int32", always_2d=True)):
                target.write(block)
    except soundfile.LibsndfileError as error:
        raise OSError(0, error.error_string, str(flac)) from error


def _in_integers(source: Any, clip: Clip) -> Any:  # noqa: ANN401 - soundfile has no types
    """The file, where FLAC can hold its samples."""
    if source.subtype == "FLOAT":
        source.close()
        raise InvalidRequest(
            f"{clip.name} goes over full scale, which FLAC cannot hold",
            field="out",
            hint="export it as .wav, which keeps every peak",
        )
    return source


def _tags(clip: Clip) -> dict[str, str]:
    music = [f"{clip.bpm:g} bpm", clip.meter] if clip.follows_tempo else []
    said = [*music, clip.key or "", plain(clip.prompt)]
    return {
        "title": plain(clip.name),
        "comment": ", ".join(filter(None, said)),
        "license": " ".join(filter(None, (clip.licence, clip.licence_url))),
        "software": "Tonekiln",
    }
