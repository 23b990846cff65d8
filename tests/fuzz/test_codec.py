"""Whatever bytes arrive, the codec takes them or refuses them, and nothing else."""

import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tonekiln.protocol import KINDS, Received, UndecodableMessage, decode, encode
from tonekiln.protocol.publish.examples import EXAMPLES

examples = st.sampled_from(EXAMPLES)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.text(max_size=20)
    | st.sampled_from(["NaN", "Infinity", "-0", "1e400", "\ud800", "a" * 5000, 2**70, -(2**70)]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def taken_or_refused(frames: list[bytes]) -> None:
    try:
        received = decode(frames)
    except UndecodableMessage as refusal:
        assert refusal.error.message
        assert refusal.error.field
        return
    again = encoded(received)
    assert encoded(decode(again)) == again


def encoded(received: Received) -> list[bytes]:
    return encode(
        received.message,
        id=received.id,
        parent=received.parent,
        seq=received.seq,
        payload=received.payload,
    )


@given(st.lists(st.binary(max_size=400), max_size=7))
def test_any_bytes(frames):
    taken_or_refused(frames)


@given(examples, st.data())
def test_a_good_message_with_one_byte_changed_or_cut_short(example, data):
    header = bytearray(encode(example.message, id=example.id)[0])
    at = data.draw(st.integers(0, len(header) - 1))
    if data.draw(st.booleans()):
        header[at] = data.draw(st.integers(0, 255))
    else:
        del header[at:]
    taken_or_refused([bytes(header)])


@given(examples, st.data(), json_values)
def test_a_good_message_with_any_value_in_any_field(example, data, value):
    body = msgspec.to_builtins(example.message)
    body[data.draw(st.sampled_from([*body, "unheard_of"]))] = value
    header = {"v": "1.0", "id": example.id, "kind": example.message.kind, "body": body}
    taken_or_refused([json.dumps(header).encode()])


@given(st.sampled_from(sorted(KINDS)), json_values)
def test_any_value_as_a_body(kind, value):
    header = {"v": "1.0", "id": "j1", "kind": kind, "body": value}
    taken_or_refused([json.dumps(header).encode()])


@given(json_values, json_values, json_values, json_values, json_values)
def test_any_value_in_the_envelope(version, name, kind, parent, seq):
    header = {"v": version, "id": name, "kind": kind, "parent": parent, "seq": seq, "body": {}}
    taken_or_refused([json.dumps(header).encode()])
