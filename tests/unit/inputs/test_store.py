"""Inputs are taken in once, whole, by what they are, and leave nothing half-written."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.foreign_files import (
    SCALE,
    chunk,
    header,
    noise,
    notes,
    pcm,
    pcm_format,
    riff,
    sound,
    track,
)
from tests.patience import PATIENCE_SECONDS
from tests.unit.inputs.stored import HUM, left_over, taken, upload, written

from tonekiln.protocol import InputAudio, Upload
from tonekiln.protocol.errors import Busy, InvalidRequest, NotFound
from tonekilnd.inputs import store as store_module
from tonekilnd.inputs import uploads
from tonekilnd.inputs.audio_facts import AudioFacts
from tonekilnd.inputs.store import InputStore
from tonekilnd.inputs.tune import Tune
from tonekilnd.inputs.uploads import owned


class TestTakingIn:
    def test_a_file_is_read_once_until_it_changes(
        self, store: InputStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[str] = []
        listen = store_module.audio_facts
        monkeypatch.setattr(
            store_module, "audio_facts", lambda *a: (read.append(a[1]), listen(*a))[1]
        )
        audio = written(tmp_path, HUM)
        assert store.bytes_to_copy(audio, "melody")
        first = taken(store, audio, "melody")
        assert not store.bytes_to_copy(audio, "melody")
        assert taken(store, audio, "init") == first
        assert read == ["hum.wav"]
        written(tmp_path, sound(noise(4001)))
        assert store.bytes_to_copy(audio, "melody")
        assert taken(store, audio).file.sha256 != first.file.sha256

    def test_a_change_of_the_same_length_is_seen_by_its_time(
        self, store: InputStore, tmp_path: Path
    ) -> None:
        audio = written(tmp_path, HUM)
        first = taken(store, audio)
        before = (tmp_path / "hum.wav").stat().st_mtime_ns
        written(tmp_path, sound(noise(4000, seed=2)))
        later = before + 1000  # NTFS counts in 100 ns
        os.utime(tmp_path / "hum.wav", ns=(later, later))
        assert taken(store, audio).file.sha256 != first.file.sha256

    def test_a_kept_file_that_is_gone_is_taken_in_again(
        self, store: InputStore, tmp_path: Path
    ) -> None:
        audio = written(tmp_path, HUM)
        Path(taken(store, audio).file.path).unlink()
        assert Path(taken(store, audio).file.path).read_bytes() == HUM

    def test_the_same_content_under_two_names_is_kept_once(
        self, store: InputStore, tmp_path: Path
    ) -> None:
        one = taken(store, written(tmp_path, HUM, "a.wav"))
        two = taken(store, written(tmp_path, HUM, "b.WAV"))
        assert (one.file.name, two.file.name) == ("a.wav", "b.WAV")
        assert one.file.path == two.file.path
        assert left_over(tmp_path) == [Path(one.file.path).name]

    def test_a_copy_that_was_cut_off_is_made_anew(self, store: InputStore, tmp_path: Path) -> None:
        kept = Path(taken(store, written(tmp_path, HUM)).file.path)
        kept.write_bytes(HUM[:1000])
        assert Path(taken(InputStore(kept.parent), written(tmp_path, HUM)).file.path) == kept
        assert kept.read_bytes() == HUM


class TestUploads:
    def test_a_whole_upload_is_moved_and_not_copied(
        self, store: InputStore, tmp_path: Path
    ) -> None:
        one = taken(store, upload(store, "up-1", HUM))
        assert one.file.name == "remote.wav"
        assert Path(one.file.path).read_bytes() == HUM
        assert left_over(tmp_path) == [Path(one.file.path).name]

    def test_the_same_upload_may_be_named_again(self, store: InputStore) -> None:
        audio = upload(store, "up-1", HUM)
        one = taken(store, audio, "init")
        assert not store.bytes_to_copy(audio, "melody")
        assert taken(store, audio, "melody") == one

    def test_one_that_is_not_whole_is_refused(self, store: InputStore) -> None:
        audio = upload(store, "up-1", HUM, last=False)
        with pytest.raises(InvalidRequest, match="the upload up-1 is not whole"):
            taken(store, audio)

    def test_a_chunk_sent_twice_is_answered_twice(self, store: InputStore) -> None:
        first = Upload(upload="u")
        assert store.receive(b"c", first, HUM[:100]).received == 100
        assert store.receive(b"c", first, HUM[:100]).received == 100
        last = Upload(upload="u", offset=100, last=True)
        for _ in range(2):
            assert store.receive(b"c", last, HUM[100:]).received == len(HUM)
        mine = InputAudio(upload=owned(b"c", "u"))
        assert Path(taken(store, mine).file.path).read_bytes() == HUM
        with pytest.raises(InvalidRequest, match="in order"):
            store.receive(b"c", Upload(upload="v", offset=7), HUM)

    def test_one_upload_is_never_taken_for_another(self, store: InputStore) -> None:
        upload(store, "x-a", HUM)
        for other in (owned(b"c", "a"), owned(b"d", "x-a"), "a", "x-a"):
            with pytest.raises(NotFound):
                taken(store, InputAudio(upload=other))

    def test_two_clients_may_give_theirs_the_same_name(self, store: InputStore) -> None:
        sounds = {client: sound(noise(4000, seed=n)) for n, client in enumerate((b"a", b"b"))}
        for client, content in sounds.items():
            store.receive(client, Upload(upload="take", last=True), content)
        for client, content in sounds.items():
            one = taken(store, InputAudio(upload=owned(client, "take")))
            assert Path(one.file.path).read_bytes() == content

    @pytest.mark.parametrize(("offset", "data"), [(len(HUM), b""), (0, HUM)])
    def test_that_a_chunk_was_the_last_may_be_said_later(
        self, store: InputStore, offset: int, data: bytes
    ) -> None:
        store.receive(b"c", Upload(upload="u"), HUM)
        for _ in range(2):
            last = Upload(upload="u", offset=offset, last=True)
            assert store.receive(b"c", last, data).received == len(HUM)
        mine = InputAudio(upload=owned(b"c", "u"))
        assert Path(taken(store, mine).file.path).read_bytes() == HUM

    def test_a_client_has_so_many_and_no_more(self, store: InputStore) -> None:
        for number in range(uploads.MOST_OF_A_CLIENT):
            store.receive(b"c", Upload(upload=f"u{number}", last=number % 2 > 0), b"x")
        with pytest.raises(Busy, match="uploads of this client"):
            store.receive(b"c", Upload(upload="more"), b"x")
        store.receive(b"c", Upload(upload="u0", offset=1, last=True), b"y")
        store.receive(b"d", Upload(upload="u0"), b"x")

    def test_one_from_before_the_clock_was_set_back_is_forgotten_too(
        self, store: InputStore, tmp_path: Path
    ) -> None:
        upload(store, "soon", HUM)
        upload(store, "future", HUM)
        ahead = time.time() + 400 * 86_400
        os.utime(tmp_path / "inputs" / "uploads" / owned(b"c", "future"), (ahead, ahead))
        store.sweep_forgotten()
        assert left_over(tmp_path) == [owned(b"c", "soon")]

    def test_its_damaged_header_is_mended_too(self, store: InputStore, tmp_path: Path) -> None:
        broken = riff(pcm_format(), chunk(b"data", pcm(noise(4000, 1)), claimed=0))
        one = taken(store, upload(store, "up-1", broken))
        assert one.mended
        assert left_over(tmp_path) == [Path(one.file.path).name]


class TestTwoAtOnce:
    @pytest.mark.parametrize("uploaded", [True, False])
    def test_a_request_sent_again_while_it_is_read_finds_the_same(
        self,
        store: InputStore,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        uploaded: bool,
    ) -> None:
        audio = upload(store, "up-1", HUM) if uploaded else written(tmp_path, HUM)
        reading, go_on, listen = threading.Event(), threading.Event(), store_module.audio_facts

        def slowly(*given: object) -> AudioFacts:
            reading.set()
            assert go_on.wait(PATIENCE_SECONDS)
            return listen(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(store_module, "audio_facts", slowly)
        with ThreadPoolExecutor(2) as threads:
            first = threads.submit(taken, store, audio)
            assert reading.wait(PATIENCE_SECONDS)
            second = threads.submit(taken, store, audio)
            go_on.set()
            assert first.result(PATIENCE_SECONDS) == second.result(PATIENCE_SECONDS)
        assert len(left_over(tmp_path)) == 1


class TestRemoving:
    def test_what_is_held_or_needed_stays(self, store: InputStore, tmp_path: Path) -> None:
        with store.kept.holding() as held:
            one = store.take_in(written(tmp_path, HUM, "a.wav"), "init", held)
            two = taken(store, written(tmp_path, sound(noise(4001)), "b.wav"))
            three = taken(store, written(tmp_path, sound(noise(4002)), "c.wav"))
            assert store.kept.remove_all_but({two.file.sha256}) == 1
            assert store.kept.find(three.file.sha256, set()) is None
            # Once known, it is held without being read again.
            with store.kept.holding() as other:
                store.take_in(written(tmp_path, HUM, "a.wav"), "init", other)
                assert other == held == {one.file.sha256}
        assert store.kept.remove_all_but({two.file.sha256}) == 1
        assert store.usage()[0] == 1

    def test_files_of_somebody_else_are_left_alone(self, store: InputStore, tmp_path: Path) -> None:
        (tmp_path / "inputs").mkdir()
        (tmp_path / "inputs" / "notes.txt").write_text("mine")
        assert store.kept.remove_all_but(set()) == 0
        assert left_over(tmp_path) == ["notes.txt"]


def test_a_melody_remembers_little_of_a_long_file(store: InputStore, tmp_path: Path) -> None:
    long = header() + track(*(notes(SCALE, 10) for _ in range(500)))
    holds = taken(store, written(tmp_path, long, "a.mid"), "melody").holds
    assert isinstance(holds, Tune)
    assert len(holds.notes) <= 4
