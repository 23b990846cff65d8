"""The shelf: factory and user presets, mistakes named by line, saving without loss."""

from __future__ import annotations

import stat
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.users import IS_ROOT

from tonekiln.protocol import Preset
from tonekiln.protocol.errors import InvalidRequest, StorageFull
from tonekilnd.presets import PresetShelf, factory_folder, read_file, validate, words_for
from tonekilnd.presets import blocks as blocks_module
from tonekilnd.presets import shelf as shelf_module
from tonekilnd.presets.blocks import Block, read_block
from tonekilnd.presets.writing import to_toml

GOOD = '[[preset]]\nname = "Mine"\nwords = "house drums"\nbars = 2\n'


@pytest.fixture
def folders(tmp_path):
    factory, user = tmp_path / "factory", tmp_path / "user"
    factory.mkdir()
    user.mkdir()
    (factory / "drums.toml").write_text(GOOD.replace("Mine", "Deep house drums"))
    return factory, user


@pytest.fixture
def shelf(folders):
    factory, user = folders
    return PresetShelf(user, factory)


def test_the_factory_has_no_mistakes():
    for path in sorted(factory_folder().glob("*.toml")):
        assert validate(path) == []


def test_user_presets_stand_beside_the_factorys_and_hide_their_namesakes(shelf, folders):
    (folders[1] / "drums.toml").write_text(
        GOOD + GOOD.replace('"Mine"', '"deep house DRUMS"').replace("house drums", "techno")
    )
    rows = {(row.category, row.preset.name): row for row in shelf.rows()}
    assert set(rows) == {("drums", "Mine"), ("drums", "deep house DRUMS")}
    assert not rows["drums", "deep house DRUMS"].factory
    assert shelf.find("Deep House Drums").preset.words == "techno"


def test_found_by_name_or_category_and_name_whatever_the_case(shelf, folders):
    (folders[1] / "mine.toml").write_text(GOOD.replace("Mine", "Rock & Roll / live"))
    assert shelf.find("deep-house-drums").category == "drums"
    assert shelf.find("drums/deep house drums").category == "drums"
    assert shelf.find("rock roll live").category == "mine"
    assert shelf.find("Rock & Roll / live").category == "mine"
    assert shelf.find("bass/deep house drums") is None
    assert shelf.find("nothing of the kind") is None


def test_a_changed_file_is_read_again(shelf, folders):
    path = folders[1] / "mine.toml"
    assert shelf.find("Mine") is None
    path.write_text(GOOD)
    assert shelf.find("Mine").preset.bars == 2
    path.write_text(GOOD.replace("bars = 2", "bars = 16"))
    assert shelf.find("Mine").preset.bars == 16
    path.unlink()
    assert shelf.find("Mine") is None


MISTAKES = [
    ("bars = 0", "bars", "1 to 64"),
    ('bars = "two"', "bars", "int"),
    ("colour = 3", "colour", "a preset has no colour; it has name, words, engines"),
    ('prompt = "drums"', "prompt", "a preset has no prompt; it has name, words, engines"),
    ('meter = "4/5"', "meter", "4/4"),
    ('meter = "0/4"', "meter", "numerator"),
    ('key = "H"', "key", "F#m"),
    ("bpm = 900.0", "bpm", "20 to 400"),
    ("bpm = nan", "bpm", "20 to 400"),
    ("seconds = 3.0\nbars = 4", "seconds", "not both"),
    ("engines = []", "engines", "at least one"),
    ('wording = { musicgen = "x" }', "wording", "musicgen"),
    ("swing = 2.0", "swing", "0"),
    ('name = "Mine', "", "TOML"),
    ("tags = [1, 2]", "tags[0]", "str"),
]


@pytest.mark.parametrize(("line", "field", "says"), MISTAKES)
def test_a_mistake_is_named_with_its_line_and_the_rest_still_used(tmp_path, line, field, says):
    path = tmp_path / "mine.toml"
    head = "# my presets\n\n" + GOOD + "\n"
    name = "" if line.startswith("name") else 'name = "Bad"\n'
    path.write_text(
        head + f'[[preset]]\n{name}words = "x"\n{line}\n\n' + GOOD.replace("Mine", "M2")
    )
    presets, problems = read_file(path)
    assert [preset.name for preset in presets] == ["Mine", "M2"]
    (problem,) = problems
    assert problem.path == path
    assert problem.field == field
    assert says in problem.message
    assert path.read_text().splitlines()[problem.line - 1] == line.splitlines()[0]
    assert f"mine.toml:{problem.line}" in str(problem)


def test_other_files_that_are_no_preset_files(tmp_path):
    stray = tmp_path / "stray.toml"
    stray.write_text('# fine\nname = "x"\n')
    (problem,) = validate(stray)
    assert problem.line == 2
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in validate(binary)[0].message
    assert "cannot be read" in validate(tmp_path / "missing.toml")[0].message
    twice = tmp_path / "twice.toml"
    twice.write_text(GOOD + GOOD)
    (problem,) = validate(twice)
    assert (problem.line, problem.field) == (6, "name")
    empty = tmp_path / "empty.toml"
    empty.write_text("")
    assert read_file(empty) == ([], [])


def test_problems_reach_the_shelf_as_sentences(shelf, folders):
    (folders[1] / "mine.toml").write_text("[[preset]]\nwords = 'x'\n")
    (sentence,) = shelf.problems()
    assert "mine.toml:1: name" in sentence
    assert len(shelf.rows()) == 1


def test_saving_keeps_everything_else_in_the_file(shelf, folders):
    path = folders[1] / "mine.toml"
    before = "# mine\n[[preset]]\nname = 3  # broken, to be mended\n\n" + GOOD
    path.write_bytes(before.encode())
    row, where = shelf.save("mine", Preset(name="New one", words='say "hi" \\ ünïcode\n', bars=8))
    assert where == path
    assert path.read_bytes().startswith(before.encode())
    assert shelf.find("New one") == row
    assert shelf.find("Mine") is not None
    assert len(shelf.problems()) == 1


def test_saving_replaces_the_namesake_in_its_place(shelf, folders):
    path = folders[1] / "mine.toml"
    path.write_text(GOOD + "\n" + GOOD.replace("Mine", "Last"))
    shelf.save("mine", Preset(name="MINE", words="techno"))
    names = [preset.name for preset in read_file(path)[0]]
    assert names == ["MINE", "Last"]
    assert shelf.find("mine").preset.words == "techno"


@pytest.mark.parametrize(
    ("name", "names"), [("MINE", ["MINE", "Last"]), ("New one", ["Mine", "Last", "New one"])]
)
def test_lines_end_as_the_file_s_do(shelf, folders, name, names):
    path = folders[1] / "mine.toml"
    before = (GOOD + "\n" + GOOD.replace("Mine", "Last")).replace("\n", "\r\n").encode()
    path.write_bytes(before)
    shelf.save("mine", Preset(name=name, words="techno"))
    after = path.read_bytes()
    assert after.count(b"\n") == after.count(b"\r") == after.count(b"\r\n")
    presets, problems = read_file(path)
    assert [preset.name for preset in presets] == names
    assert problems == []


@pytest.mark.parametrize("category", ["../outside", "a/b", "", "ü", "x" * 100])
def test_a_category_that_is_no_plain_name_is_refused(shelf, folders, category):
    with pytest.raises(InvalidRequest) as refused:
        shelf.save(category, Preset(name="x", words="x"))
    assert refused.value.field == "category"
    assert list(folders[1].iterdir()) == []


def test_a_preset_that_contradicts_itself_is_refused(shelf):
    with pytest.raises(InvalidRequest) as refused:
        shelf.save("mine", Preset(name="x", words="x", bars=4, seconds=3.0))
    assert refused.value.field == "preset.seconds"


@pytest.mark.skipif(IS_ROOT, reason="root may write anywhere")
@pytest.mark.skipif(sys.platform == "win32", reason="a mode closes no folder of Windows'")
def test_a_folder_that_cannot_be_written_is_an_error_and_leaves_nothing(shelf, folders):
    folders[1].chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(OSError, match="Permission"):
        shelf.save("mine", Preset(name="x", words="x"))
    folders[1].chmod(stat.S_IRWXU)
    assert list(folders[1].iterdir()) == []


def test_wording_goes_to_an_engine_or_its_family_the_closest_first():
    preset = Preset(
        name="x",
        words="plain",
        engines=("sketch", "musicgen"),
        wording={"musicgen": "family", "musicgen-small": "small"},
    )
    assert words_for(preset, "sketch") == "plain"
    assert words_for(preset, "musicgen-large") == "family"
    assert words_for(preset, "musicgen-small") == "small"
    assert words_for(preset, "musicgenius") == "plain"


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
PRESETS = st.builds(
    Preset,
    name=TEXT.filter(lambda name: name.strip()),
    words=TEXT,
    engines=st.just(("sketch", "musicgen")),
    wording=st.dictionaries(st.sampled_from(["musicgen", "sketch"]), TEXT),
    negative=TEXT,
    bars=st.none() | st.integers(1, 64),
    bpm=st.none() | st.integers(20, 400).map(float),
    meter=st.sampled_from([None, "4/4", "7/8"]),
    key=st.sampled_from([None, "F#m", "C"]),
    follows_key=st.booleans(),
    one_shot=st.booleans(),
    swing=st.none() | st.floats(0, 1),
    tags=st.lists(TEXT, max_size=3).map(tuple),
)


@given(PRESETS)
def test_what_is_written_is_read_again(preset):
    from pathlib import Path

    assert read_block(Path("x.toml"), Block(1, to_toml(preset))) == preset


@settings(max_examples=200)
@given(text=st.text(max_size=300) | st.lists(st.sampled_from(GOOD.split("\n"))).map("\n".join))
def test_no_text_at_all_is_fatal(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("fuzz") / "any.toml"
    path.write_text(text, "utf-8")
    presets, problems = read_file(path)
    lines = len(text.splitlines()) or 1
    assert all(1 <= problem.line <= lines for problem in problems)
    assert all(isinstance(preset, Preset) for preset in presets)


def test_a_file_of_mistakes_is_told_of_in_a_few_sentences(shelf, folders, monkeypatch):
    monkeypatch.setattr(blocks_module, "MOST_BLOCKS", 300)
    (folders[1] / "a.toml").write_text("[[preset]]\n" * 1000)
    for n in range(9):
        (folders[1] / f"bad-{n}.toml").write_text("[[preset]]\n" * 30)
    told = shelf.problems()
    assert len(told) <= 101
    assert any("and what follows is not read" in said for said in told)
    assert "more problems" in told[-1]
    assert shelf.find("deep house drums")


def test_so_many_are_read_and_the_others_are_told_of(shelf, folders, monkeypatch):
    for n in range(20):
        (folders[1] / f"c{n:02}.toml").write_text(GOOD.replace("Mine", f"P{n}"))
    (folders[1] / "b-large.toml").write_bytes(b"#" * (2 << 20))  # no presets: it costs nothing
    for bound, value in (("MOST_PRESETS", 11), ("MOST_BYTES", 11 * len(GOOD) + 20)):
        with monkeypatch.context() as patch:
            patch.setattr(shelf_module, bound, value)
            kept = {row.preset.name for row in shelf.rows()}
            assert "P0" in kept
            assert "P19" not in kept
            assert len(kept) == len(shelf.rows()) <= 11
            assert any("the last ones are not read" in said for said in shelf.problems())
    assert len(shelf.rows()) == 21


def test_one_that_would_be_too_many_is_not_saved(shelf, folders, monkeypatch):
    preset = Preset(name="x", words="y" * 100)
    shelf.save("mine", preset)
    before = (folders[1] / "mine.toml").read_bytes()
    for module, bound, value in (
        (shelf_module, "MOST_PRESETS", 2),
        (shelf_module, "MOST_BYTES", 200),
        (shelf_module, "MAX_FILE_BYTES", 200),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, bound, value)
            with pytest.raises(StorageFull, match="too many presets"):
                shelf.save("mine", Preset(name="other", words="y" * 100))
    assert (folders[1] / "mine.toml").read_bytes() == before
    shelf.save("mine", Preset(name="other", words="y" * 100))
