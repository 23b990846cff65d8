"""Every bound of the wire, in one place.

Python checks requests against these, `docs/protocol.md` tabulates them and the plugin's
`Protocol.gen.h` is generated from them.
"""

from __future__ import annotations

from typing import Final

PROTOCOL_VERSION: Final = "1.0"
"""`major.minor`. An unknown major is refused with `version_mismatch`; minors only add fields."""

MAX_HEADER_BYTES: Final = 64 * 1024
"""Longest JSON header of a request, checked before it is decoded."""

MAX_REPLY_HEADER_BYTES: Final = 16 * 1024 * 1024
"""Longest JSON header of a reply or event: a page of clips or every preset fits."""

MAX_CHUNK_BYTES: Final = 256 * 1024
"""Longest binary payload frame, so that `cancel` and `ping` never wait behind audio."""

MAX_MESSAGE_BYTES: Final = 512 * 1024
"""Passed to libzmq as ZMQ_MAXMSGSIZE by the daemon: a longer frame drops the connection unread."""

MAX_PAYLOAD_FRAMES: Final = 4
"""Most binary frames behind one header."""

MAX_ID_CHARACTERS: Final = 64
MAX_NAME_CHARACTERS: Final = 120
MAX_ITEM_CHARACTERS: Final = 200
MAX_PROMPT_CHARACTERS: Final = 2000
"""Unicode code points, whatever they take in UTF-8 or JSON: two prompts fit a header either way."""

MAX_PATH_BYTES: Final = 4096

MAX_ENGINE_CHARACTERS: Final = MAX_NAME_CHARACTERS + 1 + MAX_PATH_BYTES
"""An engine on weights in a folder is called `FAMILY:PATH`."""

MAX_TOKEN_CHARACTERS: Final = 512

MIN_BPM: Final = 20
MAX_BPM: Final = 400
BPM_DECIMALS: Final = 6

MAX_BARS: Final = 64
MAX_TIMELINE_BAR: Final = 100_000
"""Past a day of music at any tempo; DAWs count bars in 32 bits or fewer."""

MAX_NUMERATOR: Final = 32
DENOMINATORS: Final = (2, 4, 8, 16)

MIN_SECONDS: Final = 0.05
MAX_SECONDS: Final = 600.0
MAX_CLIP_BYTES: Final = 2**31
"""Longest WAV a clip may become: readers treat RIFF sizes past this as negative."""

MIN_SAMPLE_RATE: Final = 22_050
MAX_SAMPLE_RATE: Final = 192_000
MAX_VARIATIONS: Final = 8
MAX_SEED: Final = 2**32 - 1
MAX_LORAS: Final = 8
"""At once."""

MAX_LORA_CHARACTERS: Final = 64
MAX_LORA_WEIGHT: Final = 2.0
"""Both ways: a LoRA below zero takes away what it was trained to add."""

MAX_INPUT_SECONDS: Final = 600.0
"""Longest audio accepted as init, continuation or melody."""

MAX_UPLOAD_BYTES: Final = 256 * 1024 * 1024
"""Longest input audio a client on another machine may send, all chunks together."""

MAX_SEARCH_RESULTS: Final = 200
"""Most clips in one `clip_list`; `total` says how many there are, `offset` asks on."""

MAX_SEARCH_WORDS: Final = 32
"""Most words of one search; each costs a look through the library."""

HEARTBEAT_SECONDS: Final = 1.0
"""How often a client that shows the daemon's state should ping."""
