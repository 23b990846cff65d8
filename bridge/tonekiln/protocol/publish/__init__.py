"""What others read of the protocol, written from its definition.

`docs/protocol.md` for people, `Protocol.gen.h` for the plugin and `tests/vectors/` for both
sides' tests. `make protocol` writes them; a stale one fails the tests.
"""
