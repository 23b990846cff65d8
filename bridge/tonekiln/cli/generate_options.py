"""The options of `tonekiln generate`, and the request that they make."""

from __future__ import annotations

import argparse
import math

from tonekiln.cli.built_on import INPUTS, Input, built_on
from tonekiln.client.blocking import Client
from tonekiln.client.requests import GenerateOptions, generate_request
from tonekiln.protocol import Clip, Generate, PlaceAt, Placement, Preset, Priority, limits
from tonekiln.protocol.errors import InvalidRequest
from tonekiln.protocol.limits import MAX_TIMELINE_BAR
from tonekiln.protocol.lora_text import loras_from_text

_BPM, _METER, _BARS, _ONE_SHOT_SECONDS = "120", "4/4", 4, 2.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Everything a request may say."""
    parser.add_argument("prompt", nargs="?", default="", metavar="PROMPT", help="what to make")
    _add_music(parser.add_argument_group("music"))
    _add_sound(parser.add_argument_group("engine"))
    _add_inputs(parser.add_argument_group("built on"))


def _add_music(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--bpm", help=f"quarter notes per minute (the preset's, or {_BPM})")
    group.add_argument("--meter", help=f"like 7/8 (the preset's, or {_METER})")
    length = group.add_mutually_exclusive_group()
    length.add_argument("--bars", type=int, help=f"1 to {limits.MAX_BARS} (or {_BARS})")
    length.add_argument("--seconds", type=float, help="instead of bars")
    group.add_argument("--key", help="like Am, F# minor or D dorian")
    group.add_argument("--swing", type=float, help="0 to 1")
    group.add_argument("--one-shot", action="store_true", help="a single sound, not a loop")
    group.add_argument("--stems", action="store_true", help="parts beside the mix")
    group.add_argument("--rate", type=int, default=48_000, help="sample rate (%(default)s)")
    group.add_argument(
        "--at-bar", type=int, metavar="BAR", help='where it will lie; for "spot to original time"'
    )


def _add_sound(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--engine", metavar="NAME", help="as `tonekiln list` shows it")
    group.add_argument("--preset", metavar="NAME", help="as `tonekiln presets` shows it")
    group.add_argument("--negative", default="", metavar="WORDS", help="what to keep out")
    group.add_argument("--seed", type=int, help="the same seed gives the same clip")
    group.add_argument("--variations", type=int, default=1, metavar="N", help="1 to 8")
    group.add_argument("--guidance", type=float, help="how closely to follow the words")
    group.add_argument("--steps", type=int, help="of a diffusion model")
    group.add_argument("--temperature", type=float, help="of an autoregressive model")
    group.add_argument(
        "--lora",
        action="append",
        default=[],
        metavar="NAME@WEIGHT",
        help="a LoRA and how much of it, 1 where nothing is said; once for each",
    )
    group.add_argument("--precision", metavar="NAME", help="fp32, bf16 or int8")
    group.add_argument("--draft", action="store_true", help="sooner, at less quality")
    group.add_argument("--width", type=float, help="stereo width for mono models, 0 to 1")
    group.add_argument(
        "--no-retake", dest="retake", action="store_false", help="keep a take that died away"
    )
    group.add_argument("--priority", choices=[p.value for p in Priority], default="normal")
    group.add_argument(
        "--deadline", type=float, metavar="SECONDS", help="fail rather than come later"
    )


def _add_inputs(group: argparse._ArgumentGroup) -> None:
    group.description = "files, or clips of the library by id or name; a clip's tempo, meter and, "
    "for --init, length count where none is said"
    group.add_argument(
        "--init", metavar="AUDIO", help="what to start from: WAV, AIFF, CAF, FLAC, Ogg, MP3"
    )
    group.add_argument("--strength", type=float, help="how far to leave it, 0 to 1")
    group.add_argument(
        "--continue", dest="continuation", metavar="AUDIO", help="what to go on from"
    )
    group.add_argument("--melody", metavar="AUDIO", help="a tune to follow, or MIDI")


def request_of(options: argparse.Namespace, client: Client) -> Generate:
    """The request, with what neither the user nor the preset says filled in.

    Raises:
        InvalidRequest: a number that cannot travel as one, or a name that several clips have.
        NotFound: an input is neither a file nor a clip.
    """
    preset = _preset(client, options.preset) if options.preset else None
    inputs = {name: built_on(client, getattr(options, name), name) for name in INPUTS}
    clip = next((given for given in inputs.values() if isinstance(given, Clip)), None)
    bars, seconds = _length(options, preset, inputs["init"])
    given: GenerateOptions = {
        "negative": options.negative,
        "meter": options.meter or (preset and preset.meter) or (clip and clip.meter) or _METER,
        "bars": bars,
        "seconds": seconds,
        "key": options.key,
        "seed": options.seed,
        "variations": options.variations,
        "engine": options.engine,
        "preset": options.preset,
        "sample_rate": options.rate,
        "one_shot": options.one_shot or _is_one_shot(inputs["init"]),
        "stems": options.stems,
        "swing": options.swing,
        "guidance": options.guidance,
        "steps": options.steps,
        "temperature": options.temperature,
        "precision": options.precision,
        "draft": options.draft,
        "init": inputs["init"],
        "strength": options.strength,
        "continuation": inputs["continuation"],
        "melody": inputs["melody"],
        "width": options.width,
        "loras": loras_from_text(options.lora),
        "retake": options.retake,
        "priority": Priority(options.priority),
        "placement": _placement(options.at_bar),
        "deadline_ms": _milliseconds(options.deadline),
    }
    bpm = options.bpm or (preset and preset.bpm) or (clip and clip.bpm) or _BPM
    return generate_request(options.prompt, bpm, given)


def _is_one_shot(init: Input) -> bool:
    return isinstance(init, Clip) and init.one_shot


def _milliseconds(deadline: float | None) -> int | None:
    if deadline is None:
        return None
    if not math.isfinite(deadline * 1000):
        raise InvalidRequest(
            "the deadline must be a finite number",
            field="deadline",
            bound="seconds from now, at most a day",
        )
    return round(deadline * 1000)


def _placement(bar: int | None) -> Placement | None:
    if bar is None:
        return None
    if not 1 <= bar <= MAX_TIMELINE_BAR:
        raise InvalidRequest(
            "there is no such bar", field="at-bar", bound=f"1 to {MAX_TIMELINE_BAR}"
        )
    return Placement(at=PlaceAt.BAR, bar=bar)


def _length(
    options: argparse.Namespace, preset: Preset | None, init: Input
) -> tuple[int | None, float | None]:
    """Bars or seconds; both None leave it to the preset. What a clip becomes is as long as it."""
    if options.bars is not None or options.seconds is not None:
        return options.bars, options.seconds
    if options.preset and (preset is None or preset.bars or preset.seconds):
        return None, None
    if isinstance(init, Clip):
        return (init.bars, None) if init.follows_tempo else (None, init.seconds)
    one_shot = options.one_shot or (preset is not None and preset.one_shot)
    return (None, _ONE_SHOT_SECONDS) if one_shot else (_BARS, None)


def _preset(client: Client, name: str) -> Preset | None:
    """The preset, for what only its reader can fill in; the daemon says when there is none."""
    for row in client.presets().presets:
        if _plain(name) in (_plain(row.preset.name), _plain(row.category + row.preset.name)):
            return row.preset
    return None


def _plain(name: str) -> str:
    """A name without what does not matter in it."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
