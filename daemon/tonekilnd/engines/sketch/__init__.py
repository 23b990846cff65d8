"""The procedural engine: no weights, exact and seamless by construction.

The way of one take, each folder a step:

    reading/   the prompt's words -> Wishes: which parts, style, mood, density, brightness, space
    styles/    one file a style: kit, groove, bass line, chords, instruments, space
    parts/     wishes + style + seed -> Parts: who plays which notes, in quarter notes
    music/     what parts are written with: bar grid, keys, progressions, voicing
    kit/, instruments/, textures/, transitions/   a note -> samples, one file a family
    synth/     what those are built from: band-limited tables, ensembles, FM, modes, noise
    mix/       samples -> one circular stereo clip (or its stems): level, space, ducking, bus
"""
