import pytest

from tonekilnd.library.keynote import root_note


@pytest.mark.parametrize(
    ("key", "note"),
    [
        ("C", 60),
        ("Am", 69),
        ("f#m", 66),
        ("F♯", 66),
        ("Bb minor", 70),
        ("Cb", 71),
        ("B#", 60),
        ("E dorian", 64),
        ("b", 71),
        ("bb", 70),
        (None, None),
        ("", None),
        ("H", None),
    ],
)
def test_tonics(key, note):
    assert root_note(key) == note
