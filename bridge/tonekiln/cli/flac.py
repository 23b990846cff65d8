"""A clip as FLAC: the same samples in about half the bytes."""

from __future__ import annotations

from pathlib import Path

from tonekiln.plain import plain
from tonekiln.protocol import Clip

_BLOCK_FRAMES = 1 << 16


def write_flac(wav: Path, flac: Path, clip: Clip) -> None:
    """Write a clip's file again as FLAC, sample for sample.

    FLAC holds what its tags can: title, tempo and words, licence. The loop points, the `acid` chunk
    and the Plan stay in the WAV, which is in the library.

    Args:
        wav: of 24 bits, as all clips are.
        flac: replaced if it is there.
        clip: whose file it is.

    Raises:
        OSError: a file cannot be read or written.
    """
    import soundfile  # noqa: PLC0415 - reads audio, which other commands need not

    try:
        with (
            wav.open("rb") as file,
            soundfile.SoundFile(file) as source,
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


def _tags(clip: Clip) -> dict[str, str]:
    music = [f"{clip.bpm:g} bpm", clip.meter] if clip.follows_tempo else []
    said = [*music, clip.key or "", plain(clip.prompt)]
    return {
        "title": plain(clip.name),
        "comment": ", ".join(filter(None, said)),
        "license": " ".join(filter(None, (clip.licence, clip.licence_url))),
        "software": "Tonekiln",
    }
