"""A Hugging Face cache that holds every row's repository, tiny."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.tiny_checkpoints import upstream_talks
from tests.tiny_checkpoints.audiocraft_pair import write_pair
from tests.tiny_checkpoints.stable_audio import write_stable_audio
from tests.tiny_checkpoints.stable_audio_3 import write_stable_audio_3
from tests.tiny_checkpoints.text_encoder import write_text_encoder
from tests.tiny_checkpoints.transformers_form import write_codec, write_musicgen

from tonekilnd.engines.model_cards.rows import Row, rows
from tonekilnd.engines.neural.trial.tiny_demucs import write_demucs

COMMIT = "0123456789abcdef0123456789abcdef01234567"
T5_REPOS = ("google-t5/t5-base", "google-t5/t5-large")
CODEC_REPO = "facebook/encodec_32khz"


@functools.cache
def _root() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tonekiln-tiny-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@functools.cache
def text_encoder() -> Path:
    """The tiny T5's folder."""
    with upstream_talks():
        return write_text_encoder(_root() / "t5")


@functools.cache
def codec() -> Path:
    """The tiny EnCodec's folder, as transformers publishes it alone."""
    with upstream_talks():
        return write_codec(_root() / "encodec")


@functools.cache
def pair(
    *, rate: int = 32000, stereo: bool = False, melody: bool = False, magnet: bool = False
) -> Path:
    """An audiocraft pair's folder."""
    name = f"pair-{rate}-{stereo:d}{melody:d}{magnet:d}"
    with upstream_talks():
        return write_pair(
            _root() / name, sample_rate=rate, stereo=stereo, melody=melody, magnet=magnet
        )


@functools.cache
def safetensors(*, stereo: bool = False, melody: bool = False) -> Path:
    """A MusicGen's folder in transformers' form."""
    with upstream_talks():
        return write_musicgen(_root() / f"hf-{stereo:d}{melody:d}", stereo=stereo, melody=melody)


@functools.cache
def stable_audio(*, small: bool) -> Path:
    """A Stable Audio's folder."""
    with upstream_talks():
        return write_stable_audio(_root() / f"sao-{small:d}", small=small)


@functools.cache
def stable_audio_3(*, medium: bool, base: bool) -> Path:
    """A Stable Audio 3's folder, its text encoder in it."""
    with upstream_talks():
        return write_stable_audio_3(_root() / f"sa3-{medium:d}{base:d}", medium=medium, base=base)


@functools.cache
def demucs() -> Path:
    """An HTDemucs' folder."""
    folder = _root() / "demucs"
    write_demucs(folder)
    return folder


def folder_of(row: Row, *, pickled: bool = False) -> Path:
    """The tiny weights of a row, in its preferred published form or as a pair of pickles."""
    if row.library == "demucs":
        return demucs()
    if row.family == "stable-audio-3":
        return stable_audio_3(medium="medium" in row.name, base="base" in row.name)
    if row.library == "stable_audio":
        return stable_audio(small="small" in row.name)
    melody = "melody" in row.name
    stereo = row.channels == 2
    if row.family == "musicgen" and not pickled:
        return safetensors(stereo=stereo, melody=melody)
    magnet = row.method == "masked"
    return pair(rate=row.sample_rate, stereo=stereo, melody=melody, magnet=magnet)


@functools.cache
def hub_cache(*, pickled: bool = False) -> Path:
    """A cache folder, to be named by HF_HUB_CACHE, with all rows and what they need."""
    cache = _root() / f"hub-{pickled:d}"
    for row in rows():
        put(cache, row.repo, folder_of(row, pickled=pickled).iterdir())
    for repo in T5_REPOS:
        put(cache, repo, text_encoder().iterdir())
    put(cache, CODEC_REPO, codec().iterdir())
    return cache


def put(cache: Path, repo: str, files: Iterable[Path]) -> Path:
    """Lay files out as huggingface_hub caches a repository; return the snapshot's folder."""
    root = cache / ("models--" + repo.replace("/", "--"))
    snapshot = root / "snapshots" / COMMIT
    snapshot.mkdir(parents=True, exist_ok=True)
    (root / "refs").mkdir(exist_ok=True)
    (root / "refs" / "main").write_text(COMMIT)
    for file in files:
        if not (snapshot / file.name).exists():
            (snapshot / file.name).symlink_to(file)
    return snapshot
