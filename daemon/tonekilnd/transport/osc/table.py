"""Every OSC address, in one place; `docs/osc.md` is generated from it (`make protocol`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PREFIX = "/tonekiln"


@dataclass(frozen=True, slots=True)
class OscAddress:
    """One address: who sends it, with which arguments (OSC type tags in brackets), and why."""

    address: str
    direction: Literal["in", "out"]
    arguments: str
    meaning: str


OPTIONS: dict[str, str] = {
    "bpm": "bpm",
    "meter": "meter",
    "bars": "bars",
    "seconds": "seconds",
    "key": "key",
    "seed": "seed",
    "variations": "variations",
    "engine": "engine",
    "preset": "preset",
    "rate": "sample_rate",
    "negative": "negative",
    "swing": "swing",
    "guidance": "guidance",
    "steps": "steps",
    "temperature": "temperature",
    "precision": "precision",
    "init": "init",
    "strength": "strength",
    "continue": "continuation",
    "melody": "melody",
    "inpaint": "inpaint",
    "width": "width",
    "lora": "loras",
    "retake": "retake",
    "one_shot": "one_shot",
    "stems": "stems",
    "draft": "draft",
    "priority": "priority",
    "deadline_ms": "deadline_ms",
}
"""OSC option name -> field of `generate`. No option takes a path: datagrams carry no keys."""

LORAS = "loras"
"""The field whose option is given once for each, as NAME@WEIGHT."""

CLIP_OPTIONS = ("init", "continuation", "melody", "inpaint")
"""Fields whose input audio is named by the id of a clip of the library."""

PARTS = "parts"
"""The option that says which bars are inpainted: text, as `tonekiln.protocol.parts` reads it."""

ADDRESSES = (
    OscAddress(
        f"{PREFIX}/generate",
        "in",
        "id [s], prompt [s], then any number of option [s], value [i, f, d, s, T or F]",
        "Make a clip. Tempo and meter default to the last `/tonekiln/tempo` of this sender, or of "
        "its machine where this sender set none; length to 4 bars.",
    ),
    OscAddress(
        f"{PREFIX}/preset",
        "in",
        "id [s], preset [s], then option, value pairs as above",
        "Make a clip from a preset.",
    ),
    OscAddress(
        f"{PREFIX}/stems",
        "in",
        "id [s], clip [s]",
        "Take a clip of the library apart into drums, bass, vocals and other.",
    ),
    OscAddress(f"{PREFIX}/cancel", "in", "id [s]", "Stop a job of this sender."),
    OscAddress(
        f"{PREFIX}/tempo",
        "in",
        "bpm [f, d, i or s], optionally meter [s]",
        "The session's tempo from now on, for requests that name none: this sender's, and those "
        "of senders on the same machine that never set one.",
    ),
    OscAddress(
        f"{PREFIX}/place",
        "in",
        "clip [s], where or now [s], daw or empty for any [s], track or empty [s]",
        "Put a clip onto the timeline of a DAW that runs here (docs/daws.md). All but the clip may "
        "be left out.",
    ),
    OscAddress(
        f"{PREFIX}/status",
        "in",
        "optionally `reply_port` [s], port [i]",
        "Ask how the daemon stands.",
    ),
    OscAddress(
        f"{PREFIX}/accepted",
        "out",
        "id [s], place [i], eta in ms or -1 [i], engine [s]",
        "The job is in the queue.",
    ),
    OscAddress(
        f"{PREFIX}/progress",
        "out",
        "id [s], state [s], fraction 0..1 [f], eta in ms or -1 [i]",
        "Where the job is.",
    ),
    OscAddress(
        f"{PREFIX}/clip",
        "out",
        "id [s], clip [s], path [s], name [s], bpm [f, or d where seven digits are not enough], "
        "bars [i], frames [i], rate [i], engine [s], licence [s], non-commercial 0/1 [i]",
        "A clip is in the library. Bars are 0 where it is measured in seconds: then it has no "
        "length in beats to be stretched by.",
    ),
    OscAddress(
        f"{PREFIX}/placed",
        "out",
        "clip [s], daw [s], track [s], bar or slot or 0 [i], item [s]",
        "A clip is on the timeline; the item is the DAW's own name for it.",
    ),
    OscAddress(f"{PREFIX}/done", "out", "id [s], clips [i]", "All clips of the job are made."),
    OscAddress(
        f"{PREFIX}/error",
        "out",
        "id or empty [s], code [s], sentence [s], field [s], hint [s]",
        "What went wrong and what to do.",
    ),
    OscAddress(
        f"{PREFIX}/status/reply",
        "out",
        "version [s], jobs [i], warm engines by comma [s]",
        "The answer to `/tonekiln/status`.",
    ),
)
