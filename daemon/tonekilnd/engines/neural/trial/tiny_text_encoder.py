"""A T5 encoder with a vocabulary of its own, as it lies beside published weights."""

from __future__ import annotations

import io
from pathlib import Path

import sentencepiece
import torch

from ...libraries.stand_ins import torchaudio_without_its_extension

torchaudio_without_its_extension()

from transformers import T5Config, T5EncoderModel  # noqa: E402

WIDTH = 64
VOCABULARY = "spiece.model"

_WORDS = (
    "warm analog pad with a slow attack",
    "driving techno drums at 128 BPM",
    "soft piano chords and vinyl crackle",
    "bright plucks over a rolling bass line",
)


def text_config() -> T5Config:
    """Two hundred words wide, one layer deep."""
    return T5Config(
        vocab_size=200,
        d_model=WIDTH,
        d_kv=8,
        d_ff=WIDTH,
        num_layers=1,
        num_heads=2,
        decoder_start_token_id=0,
    )


def write_vocabulary(folder: Path) -> None:
    """Learn one from a few words."""
    learnt = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(_WORDS * 4),
        model_writer=learnt,
        vocab_size=100,
        hard_vocab_limit=False,
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
        minloglevel=2,
    )
    (folder / VOCABULARY).write_bytes(learnt.getvalue())


def write_text_encoder(folder: Path) -> None:
    """Config, weights and vocabulary."""
    folder.mkdir(parents=True)
    torch.manual_seed(0)
    T5EncoderModel(text_config()).save_pretrained(folder)
    write_vocabulary(folder)
