from __future__ import annotations

from pathlib import Path

import pytest

from tonekiln.protocol.errors import EngineUnavailable, InvalidRequest
from tonekilnd.engines.checkpoints import adopt
from tonekilnd.engines.checkpoints.hub_cache import cache_folder, snapshot_of
from tonekilnd.engines.checkpoints.remove import disk_bytes, remove, remove_unfinished
from tonekilnd.engines.checkpoints.store import Store
from tonekilnd.engines.model_cards.rows import row_of


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def snapshot(cache: Path, repo: str, *names: str, commit: str = "c0ffee") -> Path:
    root = cache / ("models--" + repo.replace("/", "--"))
    folder = root / "snapshots" / commit
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text(f"{repo} {name}")
    (root / "refs").mkdir(exist_ok=True)
    (root / "refs" / "main").write_text(commit)
    return folder


def test_what_is_in_the_hubs_cache_is_found_and_adopted(tmp_path: Path, cache: Path) -> None:
    row = row_of("stable-audio-open-small")
    store = Store(tmp_path / "home")
    assert adopt.located(row, store).missing
    folder = snapshot(cache, row.repo, "model_config.json", "model.safetensors")
    assert adopt.located(row, store).missing, "its text encoder is missing"
    snapshot(cache, "google-t5/t5-base", "config.json", "model.safetensors", "spiece.model")
    assert adopt.located(row, store).missing is None
    before = adopt.digest_of(row, store)
    checkpoint = adopt.adopt(row, store)
    assert checkpoint.weights.folder == str(folder)
    assert store.find(row.name) == checkpoint
    assert checkpoint.digest == before == adopt.digest_of(row, store)


def test_a_t5_cached_under_its_older_name_is_found(cache: Path) -> None:
    folder = snapshot(cache, "t5-base", "config.json", "model.safetensors", "spiece.model")
    from tonekilnd.engines.checkpoints.forms import Form

    assert snapshot_of("google-t5/t5-base", (Form.TEXT_ENCODER,)) == folder


def test_what_is_not_here_says_page_size_and_command(tmp_path: Path, cache: Path) -> None:
    with pytest.raises(EngineUnavailable) as refused:
        adopt.adopt(row_of("stable-audio-open-1.0"), Store(tmp_path))
    assert "https://huggingface.co/stabilityai/stable-audio-open-1.0" in refused.value.hint
    assert "tonekiln pull stable-audio-open-1.0" in refused.value.hint


def test_a_t5_beside_the_weights_is_taken_first(tmp_path: Path, cache: Path) -> None:
    folder = tmp_path / "mine"
    beside = folder / "t5-base"
    beside.mkdir(parents=True)
    for name in ("model_config.json", "model.safetensors"):
        (folder / name).write_text(name)
    for name in ("config.json", "model.safetensors", "spiece.model"):
        (beside / name).write_text(name)
    row = row_of(f"stable-audio-open-small:{folder}")
    checkpoint = adopt.adopt(row, Store(tmp_path / "home"))
    assert checkpoint.text_encoder.folder == str(beside)


def test_removing_what_was_adopted_keeps_the_files(tmp_path: Path, cache: Path) -> None:
    test_what_is_in_the_hubs_cache_is_found_and_adopted(tmp_path, cache)
    store = Store(tmp_path / "home")
    assert remove("stable-audio-open-small", store) == 0
    assert store.find("stable-audio-open-small") is None
    assert list(cache.rglob("model_config.json"))


def test_what_was_being_fetched_is_ours_to_remove_until_it_is_recorded(
    tmp_path: Path, cache: Path
) -> None:
    row = row_of("musicgen-small")
    root = snapshot(cache, row.repo, "config.json", "model.safetensors", "spiece.model").parents[1]
    store = Store(tmp_path / "home")
    assert remove_unfinished(row.name, row.repo, store) == 0
    assert root.exists()
    store.begin(row.name)
    assert Store(tmp_path / "home").begun(row.name)
    assert adopt.adopt(row, store).origin == "pulled"
    assert not store.begun(row.name)
    store.forget(row.name)
    assert disk_bytes(row.name, row.repo, store) == 0
    store.begin(row.name)
    given_back = disk_bytes(row.name, row.repo, store)
    assert given_back > 0
    assert remove_unfinished(row.name, row.repo, store) == given_back
    assert not root.exists()
    assert not store.begun(row.name)


@pytest.mark.parametrize("name", ["../up", "a/b", "..", "", "a\\b", "x/../../y:/path"])
def test_a_name_cannot_leave_the_folder_of_records(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidRequest):
        Store(tmp_path).find(name)


def test_a_damaged_record_is_no_record(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.folder.mkdir(parents=True)
    (store.folder / "musicgen-small.json").write_text("{")
    assert store.find("musicgen-small") is None
    assert store.all() == ()


def test_the_cache_is_where_huggingface_hub_keeps_it() -> None:
    assert cache_folder({"HF_HUB_CACHE": "/a"}) == Path("/a")
    assert cache_folder({"HF_HOME": "/b"}) == Path("/b/hub")
    assert cache_folder({"XDG_CACHE_HOME": "/c"}) == Path("/c/huggingface/hub")
    assert cache_folder({}) == Path("~/.cache/huggingface/hub").expanduser()
