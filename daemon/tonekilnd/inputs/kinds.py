"""What kind of file this is, by its first bytes and never by its name."""

from __future__ import annotations

from dataclasses import dataclass

HEAD_BYTES = 4096
"""How much of a file's beginning tells its kind."""

READ_KINDS = "WAV, AIFF, CAF, W64, FLAC, Ogg, Opus, MP3; MIDI for a melody"
WAY_OUT = "bounce it to WAV, AIFF, FLAC, Ogg or MP3"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file.

    Attributes:
        name: as producers call it.
        suffix: of the copy that is kept; "" for what is not read.
    """

    name: str
    suffix: str = ""

    @property
    def read(self) -> bool:
        """Whether it is read here."""
        return bool(self.suffix)

    @property
    def midi(self) -> bool:
        """Whether it holds notes instead of samples."""
        return self.suffix == ".mid"


WAV = Kind("WAV", ".wav")
RF64 = Kind("RF64", ".wav")
CAF = Kind("CAF", ".caf")
AIFF = Kind("AIFF", ".aiff")
AIFC = Kind("AIFC", ".aifc")
MIDI = Kind("MIDI", ".mid")
_MP3 = Kind("MP3", ".mp3")
_FLAC = Kind("FLAC", ".flac")
_M4A = Kind("M4A or MP4")
_AAC = Kind("AAC")

_W64_GUID = bytes.fromhex("726966662e91cf11a5d628db04c10000")

_RIFF_FORMS = {b"WAVE": WAV, b"RMID": MIDI, b"AVI ": Kind("AVI")}
_IFF_FORMS = {b"AIFF": AIFF, b"AIFC": AIFC}
_OGG_CODECS = (
    (b"\x01vorbis", Kind("Ogg Vorbis", ".ogg")),
    (b"OpusHead", Kind("Opus", ".opus")),
    (b"\x7fFLAC", Kind("Ogg FLAC", ".oga")),
    (b"Speex   ", Kind("Speex")),
)
_BEGINNINGS = (
    (b"RF64", RF64),
    (b"BW64", RF64),
    (_W64_GUID, Kind("W64", ".w64")),
    (b"caff", CAF),
    (b"fLaC", _FLAC),
    (b".snd", Kind("AU", ".au")),
    (b"MThd", MIDI),
    (b"MTrk", MIDI),
    (b"SMF2CLIP", Kind("a MIDI 2.0 clip")),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Kind("WMA")),
    (b"\x1a\x45\xdf\xa3", Kind("Matroska or WebM")),
    (b"wvpk", Kind("WavPack")),
    (b"MAC ", Kind("Monkey's Audio")),
    (b"DSD ", Kind("DSD")),
    (b"FRM8", Kind("DSDIFF")),
    (b"TTA1", Kind("TTA")),
    (b"#!AMR", Kind("AMR")),
    (b"CAT ", Kind("a REX loop")),
    (b"PK\x03\x04", Kind("a ZIP archive")),
    (b"\x1f\x8b", Kind("a gzip archive, as Ableton's sets and clips are")),
    (b"Rar!", Kind("a RAR archive")),
    (b"%PDF", Kind("PDF")),
    (b"\x89PNG", Kind("a picture")),
    (b"\xff\xd8\xff", Kind("a picture")),
    (b"<?xml", Kind("XML")),
    (b"<REAPER", Kind("a REAPER file")),
    (b"\x0b\x77", Kind("AC-3")),
)


def kind_of(head: bytes) -> Kind | None:
    """The kind of a file that begins with `head`; None for one that nobody knows."""
    if head[:3] == b"ID3":
        return _behind_a_tag(head)
    return _by_its_form(head) or _by_its_beginning(head) or _by_its_bits(head)


def _by_its_form(head: bytes) -> Kind | None:
    """Containers: what they hold is said a little further on."""
    if head[:4] in (b"RIFF", b"RIFX"):
        return _RIFF_FORMS.get(head[8:12], Kind("a RIFF file without sound"))
    if head[:4] == b"FORM":
        return _IFF_FORMS.get(head[8:12], Kind("an IFF file without sound"))
    if head[:4] == b"OggS":
        return next((kind for mark, kind in _OGG_CODECS if mark in head[:128]), Kind("Ogg"))
    return _M4A if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free") else None


def _by_its_beginning(head: bytes) -> Kind | None:
    return next((kind for start, kind in _BEGINNINGS if head.startswith(start)), None)


def _by_its_bits(head: bytes) -> Kind | None:
    if _is_mpeg_frame(head):
        return _MP3
    if head[:2] in (b"\xff\xf1", b"\xff\xf9"):
        return _AAC
    return MIDI if b"MThd" in head[:256] else None  # behind a MacBinary header


def tag_bytes(head: bytes) -> int:
    """How long an ID3v2 tag before the file's own beginning is (ID3v2.4, section 3.1)."""
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    size = 0
    for seven_bits in head[6:10]:
        size = size << 7 | seven_bits & 0x7F
    return 10 + size


def _behind_a_tag(head: bytes) -> Kind:
    """Most tags are longer than what was read, and nearly all of them are MP3's."""
    behind = kind_of(head[tag_bytes(head) :]) if tag_bytes(head) else None
    return behind if behind is not None and behind.read else _MP3


def _is_mpeg_frame(head: bytes) -> bool:
    """Eleven bits of sync, then a version, a layer, a bit rate and a sample rate that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bit_rate, sample_rate = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer != 0 and bit_rate not in (0, 15) and sample_rate != 3
