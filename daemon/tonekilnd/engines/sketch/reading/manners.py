"""Words for how it should sound: style, mood, density, brightness, space, era, touch."""

from __future__ import annotations

from .sense import Kind, Sense, amounts, senses

STYLES = senses(
    Kind.STYLE,
    {
        "house": "house, deep house, tech house, disco house, french house, uk garage, garage,"
        " edm, dance, electro house, progressive house, electro, club",
        "techno": "techno, minimal techno, hard techno, detroit techno, minimal, warehouse,"
        " industrial techno, acid techno, rave, trance, electronic",
        "trap": "trap, drill, rap, hip-hop trap, phonk, atlanta",
        "lo-fi": "lo-fi, lofi, lo fi, lo-fi hip hop, lofi hip hop, hip hop, hip-hop, hiphop,"
        " boom bap, boombap, chillhop, jazz, jazzy, jazz hop, r&b, rnb, neo soul, neosoul,"
        " study beats",
        "drum and bass": "drum and bass, drum & bass, drum'n'bass, dnb, d&b, drum n bass, jungle,"
        " liquid dnb, liquid, neurofunk",
        "breakbeat": "breakbeat, breakbeats, breaks, big beat, funk, funky, amen break, amen,"
        " soul, trip hop, trip-hop, break",
        "rock": "rock, indie, indie rock, metal, punk, grunge, alternative, pop rock, folk,"
        " country, blues, pop, garage rock, hard rock",
        "disco": "disco, nu disco, nu-disco, italo, italo disco, boogie, synthwave, retrowave,"
        " synth pop, synthpop, outrun",
        "dub": "dub, reggae, dub techno, roots, ska, dubby, one drop",
        "afrobeat": "afrobeat, afro, afrobeats, highlife, afro house, latin, salsa, samba, bossa,"
        " bossa nova, world, african, amapiano",
        "ambient": "ambient, ambience, ambiance, meditation, meditative, new age, chillout,"
        " chill out, downtempo, spa, sleep, atmospheric, drone music",
        "cinematic": "cinematic, film, film score, soundtrack, trailer, score, movie, filmic,"
        " orchestral trailer, underscore, game music, horror",
    },
)

MOODS = senses(
    Kind.MOOD,
    {
        "sad": "sad, melancholy, melancholic, mournful, somber, sombre, lonely, wistful, nostalgic,"
        " bittersweet, emotional, traurig, triste, tearful",
        "tense": "tense, suspense, suspenseful, anxious, nervous, ominous, eerie, scary,"
        " sinister, creepy, unsettling, threatening, haunting",
        "hopeful": "hopeful, hope, inspiring, optimistic, dreamy, romantic, warm-hearted,"
        " tender, beautiful, gentle, innocent, loving, dreamlike",
        "epic": "epic, heroic, triumphant, majestic, dramatic, powerful, grand, anthemic",
        "chill": "chill, chilled, relaxed, relaxing, calm, laid-back, laid back, mellow, peaceful,"
        " smooth, easy, cozy, cosy, soothing, serene, lazy, ruhig, calme, tranquilo, tranquil",
        "happy": "happy, joyful, upbeat, cheerful, sunny, fun, playful, uplifting, feel-good,"
        " summery, bouncy, glad, frohlich, joyeux, alegre, felice, feliz",
        "static": "hypnotic, repetitive, static, monotone, trance-like, droning, minimalistic,"
        " looping",
    },
)

DENSITY = amounts(
    Kind.DENSITY,
    {
        -1.0: "sparse, minimalist, empty, few notes, spacious rhythm, thin, stripped, stripped"
        " down, stripped-down, bare, spare, reduced",
        -0.5: "simple, restrained, understated, uncluttered",
        0.5: "complex, intricate, layered, detailed, syncopated, grooving, groovy",
        1.0: "busy, dense, hectic, frantic, full-on, many notes, rolling, relentless, packed",
    },
)

BRIGHTNESS = amounts(
    Kind.BRIGHTNESS,
    {
        -1.0: "dark, muffled, dull, murky, gloomy, dim, subdued, dunkel, sombre tone, oscuro,"
        " low-passed, underwater, escuro, scuro",
        -0.5: "warm, soft tone, rounded, tape, analog, analogue, vintage, muted tone, woolly,"
        " velvety, deep",
        0.5: "crisp, clear, airy, shiny, glassy, clean, fresh, open, modern, hi-fi",
        1.0: "bright, brilliant, sparkling, sparkly, shimmering, glittering, harsh, sharp, hell,"
        " brillante, brilliante, glistening, tinny",
    },
)

SPACE = amounts(
    Kind.SPACE,
    {
        -1.0: "dry, close, tight, up-close, close-miked, no reverb, in your face",
        0.5: "spacious, roomy, reverberant, reverb, echo, echoes, echoing, delay, hall, wide",
        1.0: "vast, huge, cavernous, cathedral, endless, ethereal, immense, distant, far away,"
        " washed out, dreamscape, cosmic, space, enormous",
    },
)

ENERGY = amounts(
    Kind.ENERGY,
    {
        -1.0: "soft, softly, quiet, delicate, light, whisper, subtle, leise, doux, suave, dolce",
        0.5: "energetic, driving, punchy, lively, energy, groove, pumping, dynamic, strong",
        1.0: "hard, aggressive, heavy, intense, distorted, brutal, angry, loud, violent, massive,"
        " banging, furious, dirty, gritty",
    },
)

ERAS = senses(
    Kind.ERA,
    {
        "60s": "60s, sixties, 1960s, motown, psychedelic",
        "70s": "70s, seventies, 1970s",
        "80s": "80s, eighties, 1980s, retro, synthwave, retrowave, outrun",
        "90s": "90s, nineties, 1990s, old school, old-school, oldschool",
    },
)

ARTICULATION = senses(
    Kind.ARTICULATION,
    {
        "staccato": "staccato, choppy, short, clipped, stabby, plucky, detached, snappy",
        "legato": "legato, sustained, smooth and long, long, held, flowing, slow-moving, evolving,"
        " swelling, lush",
    },
)

FEEL = amounts(
    Kind.FEEL,
    {
        0.5: "half-time, half time, halftime",
        2.0: "double-time, double time, doubletime",
    },
)

SWING = amounts(
    Kind.SWING,
    {
        0.0: "straight, quantized, quantised, on the grid, robotic",
        0.5: "swing, swung, swinging, shuffle, shuffled, shuffling, mpc",
        0.8: "triplet feel, heavy swing, drunk, drunken, wonky, jazzy swing",
    },
)

MODES = {
    "minor": (Sense(Kind.MINOR, 1.0),),
    "major": (Sense(Kind.MINOR, 0.0),),
}

WHOLE = {
    phrase: (Sense(Kind.WHOLE, 1.0),)
    for phrase in (
        "full mix", "full", "track", "song", "band", "beat", "instrumental", "arrangement",
        "ensemble", "production", "whole", "tune with",
    )
}  # fmt: skip

IMPLIED: dict[str, tuple[Sense, ...]] = {
    "sad": (Sense(Kind.MINOR, 1.0),),
    "tense": (Sense(Kind.MINOR, 1.0),),
    "happy": (Sense(Kind.MINOR, 0.0),),
}
"""Moods that lean to a mode where none is named."""
