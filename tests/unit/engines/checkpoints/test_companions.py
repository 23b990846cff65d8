"""Which text encoder a checkpoint's own configuration names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.engines.checkpoints.found_weights import WHOLE

from tonekilnd.engines.checkpoints import adopt
from tonekilnd.engines.checkpoints.companions import Companion, companions_of
from tonekilnd.engines.checkpoints.forms import Form
from tonekilnd.engines.checkpoints.store import Store
from tonekilnd.engines.model_cards.rows import row_of


def pickled(config: str, before: bytes = b"best_state") -> bytes:
    text = config.encode()
    return before + b"X\x06\0\0\0xp.cfgq\x01X" + len(text).to_bytes(4, "little") + text + b"q\x02"


CONFIG = """\
solver: audiogen
t5:
  name: not-this-one
conditioners:
  description:
    model: t5
    t5:
      name: {name}
      finetune: false
dataset:
  t5:
    name: nor-this
"""


@pytest.mark.parametrize(
    ("named", "repo"),
    [
        ("t5-base", "google-t5/t5-base"),
        ("t5-large", "google-t5/t5-large"),
        ("google/flan-t5-base", "google/flan-t5-base"),
        ("'t5-3b'", "google-t5/t5-3b"),
        ("../../etc", "google-t5/t5-large"),
        ("/root/t5", "google-t5/t5-large"),
        ("", "google-t5/t5-large"),
        ("???", "google-t5/t5-large"),
    ],
)
def test_a_pairs_own_configuration_names_its_text_encoder(
    tmp_path: Path, named: str, repo: str
) -> None:
    (tmp_path / "state_dict.bin").write_bytes(pickled(CONFIG.format(name=named)))
    (tmp_path / "compression_state_dict.bin").write_bytes(b"best_state")
    needed = companions_of(row_of("audiogen-medium"), Form.AUDIOCRAFT, tmp_path)
    assert needed == (Companion(repo, Form.TEXT_ENCODER),)


@pytest.mark.parametrize(
    "content", [b"", b"xp.cfg", b"xp.cfgq\x01X\xff\xff\xff\xff", b"xp.cfg\xff\xff"]
)
def test_a_broken_pickle_names_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "state_dict.bin").write_bytes(content)
    (tmp_path / "compression_state_dict.bin").mkdir()
    needed = companions_of(row_of("musicgen-small"), Form.AUDIOCRAFT, tmp_path)
    assert needed == (Companion("google-t5/t5-base", Form.TEXT_ENCODER),)


@pytest.mark.parametrize("config", [b"", b"[]", b'{"model": 7}', b'{"model":{"conditioning":[]}}'])
def test_stable_audios_configuration_names_its_text_encoder(tmp_path: Path, config: bytes) -> None:
    row = row_of("stable-audio-open-small")
    file = tmp_path / "model_config.json"
    file.write_bytes(config)
    base = Companion("google-t5/t5-base", Form.TEXT_ENCODER)
    assert companions_of(row, Form.STABLE_AUDIO_TOOLS, tmp_path) == (base,)
    entry = {"id": "prompt", "type": "t5", "config": {"t5_model_name": "t5-large"}}
    file.write_text(json.dumps({"model": {"conditioning": {"configs": [entry]}}}))
    large = Companion("google-t5/t5-large", Form.TEXT_ENCODER)
    assert companions_of(row, Form.STABLE_AUDIO_TOOLS, tmp_path) == (large,)


def test_a_16_khz_checkpoint_that_names_t5_base_needs_no_t5_large(
    root: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    (own / "t5-base").mkdir(parents=True)
    (own / "state_dict.bin").write_bytes(pickled(CONFIG.format(name="t5-base")))
    (own / "compression_state_dict.bin").write_bytes(b"best_state")
    for name, content in WHOLE.items():
        (own / "t5-base" / name).write_bytes(content)
    checkpoint = adopt.adopt(row_of(f"audiogen:{own}"), Store(tmp_path / "home"))
    assert checkpoint.text_encoder is not None
    assert checkpoint.text_encoder.folder == str(own / "t5-base")
