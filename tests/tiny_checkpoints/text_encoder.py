"""A T5 encoder with a sentencepiece vocabulary, as `google-t5/t5-base` is laid out."""

from __future__ import annotations

from pathlib import Path

D_MODEL = 64

_CORPUS = """warm analog pad with slow attack
driving techno drums at 128 BPM in F minor
soft piano chords, vinyl crackle, lo-fi hip hop
bright plucks and a rolling bass line
rain on a tin roof, distant thunder
funk guitar loop, clean and dry, 100 BPM
a dog barks twice while a door closes
orchestral strings, cinematic, major key
"""


T5_BASE = {"d_model": 768, "d_kv": 64, "d_ff": 3072, "num_layers": 12, "num_heads": 12}
"""The published t5-base's own sizes, for measurements."""


def write_text_encoder(folder: Path, **sizes: int) -> Path:
    """Write config.json, model.safetensors and spiece.model; return the folder."""
    import sentencepiece
    import torch
    from transformers import T5Config, T5EncoderModel

    folder.mkdir(parents=True, exist_ok=True)
    corpus = folder / "corpus.txt"
    corpus.write_text(_CORPUS * 4)
    sentencepiece.SentencePieceTrainer.train(
        input=str(corpus),
        model_prefix=str(folder / "spiece"),
        vocab_size=120,
        hard_vocab_limit=False,
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
        minloglevel=2,
    )
    corpus.unlink()
    (folder / "spiece.vocab").unlink()
    torch.manual_seed(5)
    vocabulary = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spiece.model"))
    tiny = {
        "vocab_size": vocabulary.vocab_size() + 100,
        "d_model": D_MODEL,
        "d_kv": 8,
        "d_ff": 32,
        "num_layers": 2,
        "num_heads": 2,
    }
    config = T5Config(**(tiny | sizes), decoder_start_token_id=0)
    T5EncoderModel(config).save_pretrained(folder)
    return folder
