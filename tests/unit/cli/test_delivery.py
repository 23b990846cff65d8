"""Copies: where they go, and what they never do."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from msgspec.structs import replace

from tonekiln.cli.delivery import Delivery
from tonekiln.protocol.errors import InvalidRequest, NotFound, StorageFull


class Here:
    """A client whose daemon shares its disk."""

    connection = SimpleNamespace(remote=False)


class Elsewhere:
    """A client whose daemon is on another machine."""

    connection = SimpleNamespace(remote=True)

    def __init__(self, data=b"over the wire"):
        self._data = data

    def fetch(self, clip_id, sink):
        if self._data is None:
            raise NotFound(f"there is no clip {clip_id}")
        sink.write(self._data)


@pytest.fixture
def made(clip, tmp_path):
    path = tmp_path / "library" / "loop_84bpm.wav"
    path.parent.mkdir()
    path.write_bytes(b"RIFF")
    return replace(clip, path=str(path))


def test_to_a_file(made, tmp_path):
    target = tmp_path / "new" / "mine.wav"
    assert Delivery(str(target)).deliver(Here(), [made]) == [target]
    assert target.read_bytes() == b"RIFF"


@pytest.mark.parametrize("folder", ["there", "not-yet/"])
def test_to_a_folder_under_the_clips_own_name(made, tmp_path, folder):
    (tmp_path / "there").mkdir()
    (target,) = Delivery(f"{tmp_path}/{folder}").deliver(Here(), [made])
    assert target == tmp_path / folder / "loop_84bpm.wav"
    assert target.read_bytes() == b"RIFF"


SAMPLES = np.random.default_rng(5).integers(-(2**23), 2**23, (70_001, 2), dtype=np.int32) << 8
SAMPLES[0] = -(2**31), 2**31 - 256
"""24 bits, the lowest and the highest among them; more than are copied at a time."""


@pytest.mark.parametrize("there", [True, False])
def test_to_a_flac_sample_for_sample(made, tmp_path, there):
    soundfile.write(made.path, SAMPLES, 48_000, "PCM_24")
    client = Here() if there else Elsewhere(Path(made.path).read_bytes())
    (target,) = Delivery(f"{tmp_path}/Loop.FLAC").deliver(client, [made])
    assert soundfile.info(target).format == "FLAC"
    samples, rate = soundfile.read(target, dtype="int32")
    assert rate == 48_000
    assert np.array_equal(samples, SAMPLES)
    with soundfile.SoundFile(target) as flac:
        assert flac.title == made.name
        assert f"{made.bpm:g} bpm" in flac.comment
        assert made.licence in flac.license
    assert {path.name for path in tmp_path.iterdir()} == {"Loop.FLAC", "library"}


def test_a_flac_of_what_is_no_clip_leaves_no_pieces(made, tmp_path):
    with pytest.raises(StorageFull) as refusal:
        Delivery(f"{tmp_path}/a.flac").deliver(Here(), [made])
    assert made.clip_id in refusal.value.hint
    gone = replace(made, path=str(tmp_path / "gone.wav"))
    with pytest.raises(NotFound, match=r"gone\.wav is missing"):
        Delivery(f"{tmp_path}/a.flac").deliver(Here(), [gone])
    assert {path.name for path in tmp_path.iterdir()} == {"library"}


def test_several_to_one_name_are_numbered(made, tmp_path):
    targets = Delivery(f"{tmp_path}/a.wav", expected=2).deliver(Here(), [made, made])
    assert [target.name for target in targets] == ["a-1.wav", "a-2.wav"]


def test_over_the_wire(made, tmp_path):
    (target,) = Delivery(f"{tmp_path}/a.wav").deliver(Elsewhere(), [made])
    assert target.read_bytes() == b"over the wire"


@pytest.mark.parametrize(("there", "expected"), [("a.wav", 1), ("a-2.wav", 2)])
def test_what_is_there_is_refused_before_anything_is_made(tmp_path, there, expected):
    (tmp_path / there).write_text("mine")
    with pytest.raises(InvalidRequest, match="there already") as refusal:
        Delivery(f"{tmp_path}/a.wav", expected=expected)
    assert "--force" in refusal.value.hint
    Delivery(f"{tmp_path}/a.wav", expected=expected, force=True)


def test_what_came_to_be_there_meanwhile_is_kept(made, tmp_path):
    delivery = Delivery(f"{tmp_path}/a.wav")
    (tmp_path / "a.wav").write_text("mine")
    with pytest.raises(InvalidRequest):
        delivery.deliver(Here(), [made])
    assert (tmp_path / "a.wav").read_text() == "mine"


def test_a_copy_that_fails_leaves_what_was_there_and_no_pieces(made, tmp_path):
    (tmp_path / "a.wav").write_text("mine")
    with pytest.raises(NotFound):
        Delivery(f"{tmp_path}/a.wav", force=True).deliver(Elsewhere(None), [made])
    assert (tmp_path / "a.wav").read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"a.wav", "library"}


def test_a_missing_clip_is_not_found(made, tmp_path):
    gone = replace(made, path=str(tmp_path / "gone.wav"))
    with pytest.raises(NotFound, match=r"gone\.wav is missing"):
        Delivery(f"{tmp_path}/a.wav").deliver(Here(), [gone])


def test_a_place_that_cannot_be_written_to_says_where_the_clip_is(made, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageFull) as refusal:
        Delivery(f"{tmp_path}/file/a.wav").deliver(Here(), [made])
    assert made.clip_id in refusal.value.hint


@pytest.mark.parametrize("name", ["loop.mp3", "loop", "loop.flac.ogg"])
def test_a_name_that_is_no_wavs_is_refused_with_one_that_is(tmp_path, name):
    with pytest.raises(InvalidRequest) as refusal:
        Delivery(f"{tmp_path}/{name}")
    assert ".wav" in refusal.value.hint


def test_a_name_that_no_system_takes_is_one_sentence(made, tmp_path):
    """Asking whether it is there raised what asking for it would have said."""
    with pytest.raises(StorageFull, match="cannot be written"):
        Delivery(str(tmp_path / ("n" * 300 + ".wav"))).deliver(Here(), [made])
