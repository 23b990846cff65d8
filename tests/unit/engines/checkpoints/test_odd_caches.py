"""Hub caches as they are found: each kind of odd entry, a whole checkpoint beside it or not."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.systems import files_of_posix
from tests.unit.engines.checkpoints.found_weights import WHOLE

from tonekiln.protocol.errors import EngineUnavailable, NotFound
from tonekilnd.engines.checkpoints import adopt
from tonekilnd.engines.checkpoints.forms import Form, layout_in, shards_of
from tonekilnd.engines.checkpoints.hub_cache import MOST_PROBLEMS, search
from tonekilnd.engines.checkpoints.store import Store
from tonekilnd.engines.computing.tuned import Tuning, record, tuned
from tonekilnd.engines.model_cards.rows import row_of

pytestmark = files_of_posix

REPO = row_of("musicgen-small").repo
FORMS = (Form.TRANSFORMERS, Form.AUDIOCRAFT)
INDEX = "model.safetensors.index.json"


def snapshot(root: Path, commit: str = "c0ffee", **files: bytes) -> Path:
    folder = root / "snapshots" / commit
    folder.mkdir()
    for name, content in (files or WHOLE).items():
        (folder / name).write_bytes(content)
    return folder


def with_index(content: bytes) -> Callable[[Path], object]:
    files = {"config.json": b"{}", "tokenizer.json": b"{}", INDEX: content}
    return lambda root: snapshot(root, "zz-newest", **files)


def with_main(content: bytes) -> Callable[[Path], object]:
    def put(root: Path) -> None:
        (root / "refs").mkdir()
        (root / "refs" / "main").write_bytes(content)

    return put


def linked(target: str) -> Callable[[Path], object]:
    return lambda root: (root / "snapshots" / "old").symlink_to(target)


ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "an index that is empty": (with_index(b""), "is not JSON"),
    "a page for an index": (with_index(b"<html>"), "is not JSON"),
    "an index of NUL": (with_index(b"\0" * 9), "is not JSON"),
    "an index in Latin-1": (
        with_index('{"weight_map":{"ü":"a"}}'.encode("latin-1")),
        "is not JSON",
    ),
    "an index {}": (with_index(b"{}"), "weight_map"),
    "an index []": (with_index(b"[]"), "Expected `object`"),
    "an index null": (with_index(b"null"), "Expected `object`"),
    "weight_map null": (with_index(b'{"weight_map":null}'), "weight_map"),
    "weight_map []": (with_index(b'{"weight_map":[]}'), "weight_map"),
    "numbers for shards": (with_index(b'{"weight_map":{"a":7}}'), "weight_map"),
    "no shards": (with_index(b'{"weight_map":{}}'), "names 0 files"),
    "a shard above": (with_index(b'{"weight_map":{"a":"../a.safetensors"}}'), "no file beside it"),
    "a shard anywhere": (with_index(b'{"weight_map":{"a":"/etc/passwd"}}'), "no file beside it"),
    "a deep index": (with_index(b'{"weight_map":' * 50_000), "does not hold"),
    "a long index": (with_index(b" " * (3 * 2**20)), "longer than"),
    "a link to nowhere": (linked("/nowhere"), "leads nowhere"),
    "a link to itself": (linked("old"), "back to itself"),
    "a branch in UTF-16": (with_main("main".encode("utf-16")), "not UTF-8"),
    "a branch without end": (with_main(b"a" * 10_000), "longer than"),
    "a folder for a branch": (
        lambda root: (root / "refs" / "main").mkdir(parents=True),
        "a folder",
    ),
    "a name in Latin-1": (lambda root: snapshot(root, os.fsdecode(b"\xfc")), "not UTF-8"),
}


@pytest.mark.parametrize("kind", ODD)
def test_what_is_odd_is_not_here_and_named(root: Path, kind: str) -> None:
    make, says = ODD[kind]
    make(root)
    found = search(REPO, FORMS)
    assert found.folder is None
    assert says in " ".join(found.problems)
    whole = snapshot(root, "0123abc")
    assert search(REPO, FORMS).folder == whole


@pytest.mark.parametrize(
    "make",
    [
        lambda root: (root / "snapshots" / ".DS_Store").write_bytes(b"\0"),
        lambda root: os.mkfifo(root / "snapshots" / "pipe"),
        lambda root: (root / "snapshots" / "empty").mkdir(),
        with_main(b"../../elsewhere"),
        with_main(b".."),
        with_main(b""),
    ],
)
def test_what_is_only_stray_is_passed_over(root: Path, make: Callable[[Path], object]) -> None:
    make(root)
    assert search(REPO, FORMS) == search("nobody/nothing", FORMS)
    assert search(REPO, FORMS).problems == ()


def test_blobs_that_were_cleaned_away_are_named(root: Path) -> None:
    folder = snapshot(root)
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors").symlink_to("../../blobs/0123")
    found = search(REPO, FORMS)
    assert found.folder is None
    assert "model.safetensors cannot be read (a link that leads nowhere)" in found.problems[0]


def test_a_whole_pair_is_taken_where_the_safetensors_are_broken(root: Path) -> None:
    folder = snapshot(root)
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors").symlink_to("nowhere")
    for name in ("state_dict.bin", "compression_state_dict.bin"):
        (folder / name).write_bytes(b"x")
    assert layout_in(folder, FORMS).form is Form.AUDIOCRAFT


def test_a_thousand_broken_links_are_a_few_sentences(root: Path) -> None:
    for number in range(300):
        (root / "snapshots" / f"{number}").symlink_to("/nowhere")
    problems = search(REPO, FORMS).problems
    assert len(problems) == MOST_PROBLEMS + 1
    assert "295 more" in problems[-1]


def test_a_cache_that_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    assert search(REPO, FORMS).problems == ()
    (tmp_path / "hub").write_bytes(b"")
    assert "it is a file, not a folder" in search(REPO, FORMS).problems[0]


def test_a_configuration_larger_than_any_is_none(tmp_path: Path) -> None:
    for name, content in WHOLE.items():
        (tmp_path / name).write_bytes(content)
    with (tmp_path / "config.json").open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(NotFound, match="longer than"):
        layout_in(tmp_path, FORMS)


def test_shards_are_plain_names() -> None:
    good = {"weight_map": {"a": "model-00002-of-00002.safetensors", "b": "a.safetensors"}}
    assert shards_of(json.dumps(good)) == ("a.safetensors", "model-00002-of-00002.safetensors")


class TestRecords:
    """What the home holds of checkpoints."""

    @pytest.fixture
    def store(self, tmp_path: Path, root: Path) -> Store:
        return Store(tmp_path / "home")

    @pytest.mark.parametrize("content", [b"", b"null", b"[]", b"{}", b"\xff", b"[" * 10_000])
    def test_a_broken_one_is_none_and_named(self, store: Store, content: bytes) -> None:
        store.folder.mkdir(parents=True)
        (store.folder / "musicgen-small.json").write_bytes(content)
        assert store.find("musicgen-small") is None
        found, problems = store.look()
        assert found == ()
        assert "musicgen-small.json" in str(problems[0])

    def test_one_of_another_engine_is_none(self, store: Store, root: Path) -> None:
        snapshot(root)
        adopt.adopt(row_of("musicgen-small"), store)
        (store.folder / "musicgen-small.json").rename(store.folder / "musicgen-large.json")
        assert store.find("musicgen-large") is None
        assert "another name" in str(store.look()[1][0])

    @pytest.mark.parametrize("make", [Path.mkdir, getattr(os, "mkfifo", None)])
    def test_what_is_in_a_records_place_makes_way(
        self, store: Store, root: Path, make: Callable[[Path], object]
    ) -> None:
        snapshot(root)
        store.folder.mkdir(parents=True)
        place = store.folder / "musicgen-small.json"
        make(place)
        assert adopt.located(row_of("musicgen-small"), store).missing is None
        checkpoint = adopt.adopt(row_of("musicgen-small"), store)
        assert store.find("musicgen-small") == checkpoint
        assert place.with_name(f"{place.name}.in-the-way-1").exists(), "it is kept"

    def test_a_file_in_the_place_of_the_records_makes_way(self, store: Store, root: Path) -> None:
        snapshot(root)
        store.home.mkdir()
        store.folder.write_bytes(b"mine")
        adopt.adopt(row_of("musicgen-small"), store)
        assert (store.home / "checkpoints.in-the-way-1").read_bytes() == b"mine"

    def test_what_was_tuned_of_a_folder_has_a_short_name(self, tmp_path: Path) -> None:
        engine = "musicgen:/" + "/".join(["räum"] * 500)
        kept = Tuning(engine=engine, chosen="bf16", checkpoint="1", measured=())
        file = record(tmp_path, kept)
        assert len(file.name) < 40
        assert tuned(tmp_path, engine) == kept
        early = tmp_path / "tuned" / "musicgen__a.json"
        file.rename(early)
        assert tuned(tmp_path, "musicgen:/a") is None, "it is another engine's"

    def test_a_folder_that_went_away_says_so(self, store: Store, tmp_path: Path) -> None:
        own = tmp_path / "own"
        own.mkdir()
        for name, content in WHOLE.items():
            (own / name).write_bytes(content)
        row = row_of(f"musicgen:{own}")
        adopt.adopt(row, store)
        own.rename(tmp_path / "elsewhere")
        for missing in (adopt.located(row, store).missing, adopt.not_here(row)):
            assert missing is not None
            assert "is not there" in missing.message
            assert "drive" in missing.hint and "pull" not in missing.hint
        with pytest.raises(EngineUnavailable, match="is not there"):
            adopt.checked(row, store, lambda _done, _what: None)
