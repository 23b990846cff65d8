from __future__ import annotations

import subprocess
import sys

import pytest

from tonekiln.protocol import Ability
from tonekiln.protocol.errors import UnknownEngine
from tonekilnd.engines.model_cards.rows import row_of, rows, rows_of


def test_every_model_is_there_once() -> None:
    names = [row.name for row in rows()]
    assert len(names) == len(set(names)) == 26
    libraries = ("audiocraft", "stable_audio", "demucs")
    assert sum(len(rows_of(library)) for library in libraries) == len(names)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_a_row_says_where_its_licence_is_stated(row) -> None:
    assert row.licence.name and row.licence.url.startswith("https://")
    assert row.stated.startswith("https://")
    assert row.repo.count("/") == 1
    assert row.memory_bytes > row.parameters * 4_000_000


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_rates_channels_and_abilities_follow_from_the_name(row) -> None:
    mono = row.library == "audiocraft" and "stereo" not in row.name
    assert row.channels == (1 if mono else 2)
    assert (Ability.MELODY in row.abilities) == ("melody" in row.name)
    assert (Ability.INIT in row.abilities) == (row.library == "stable_audio")
    assert (Ability.PREVIEW in row.abilities) == (row.method == "autoregressive")
    assert row.licence.non_commercial == (row.library != "stable_audio")
    assert (Ability.SEPARATE in row.abilities) == (row.method == "separation")


def test_musicgen_smalls_stricter_licence_is_shown_and_explained() -> None:
    row = row_of("musicgen-small")
    assert row.licence.name == "CC-BY-NC 4.0"
    assert "LLaMA3.1" in row.licence_note


def test_weights_in_a_folder_are_named_by_row_or_family() -> None:
    stereo = row_of("musicgen-stereo-melody:/models/mine")
    assert stereo.channels == 2
    assert stereo.name == "musicgen-stereo-melody:/models/mine"
    assert row_of("musicgen:/models/mine").parameters == row_of("musicgen-small").parameters


@pytest.mark.parametrize("name", ["nothing", "musicgen", "nothing:/path", ""])
def test_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(UnknownEngine):
        row_of(name)


def test_describing_imports_no_model_library() -> None:
    text = (
        "import sys, pathlib, tempfile\n"
        "from tonekilnd.engines.contract import EngineSettings\n"
        "from tonekilnd.engines.neural.audiocraft.family import AudiocraftFamily\n"
        "from tonekilnd.engines.neural.demucs.family import DemucsFamily\n"
        "from tonekilnd.engines.neural.stable_audio.family import StableAudioFamily\n"
        "families = (AudiocraftFamily, DemucsFamily, StableAudioFamily)\n"
        "settings = EngineSettings(home=pathlib.Path(tempfile.mkdtemp()))\n"
        "count = sum(len(f().describe(settings)) for f in families)\n"
        "heavy = {'torch', 'transformers', 'audiocraft', 'safetensors', 'demucs', 'julius'}\n"
        "print(count, sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{len(rows())} []"
