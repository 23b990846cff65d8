"""Files that are taken into a store of inputs, and what is left there."""

from __future__ import annotations

from pathlib import Path

from tests.foreign_files import noise, sound

from tonekiln.protocol import InputAudio, Upload
from tonekilnd.inputs.store import InputStore, TakenIn
from tonekilnd.inputs.uploads import owned

HUM = sound(noise(4000))


def written(tmp_path: Path, content: bytes, name: str = "hum.wav") -> InputAudio:
    (tmp_path / name).write_bytes(content)
    return InputAudio(path=str(tmp_path / name))


def taken(store: InputStore, audio: InputAudio, field: str = "init") -> TakenIn:
    return store.take_in(audio, field, set())


def left_over(tmp_path: Path) -> list[str]:
    return sorted(p.name for p in (tmp_path / "inputs").rglob("*") if p.is_file())


def upload(store: InputStore, name: str, content: bytes, *, last: bool = True) -> InputAudio:
    half = len(content) // 2
    store.receive(b"c", Upload(upload=name), content[:half])
    store.receive(b"c", Upload(upload=name, offset=half, last=last), content[half:])
    return InputAudio(upload=owned(b"c", name), name="remote.wav")
