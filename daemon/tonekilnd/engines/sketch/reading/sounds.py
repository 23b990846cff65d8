"""Words for what sounds: parts, instruments, drums, textures, transitions.

English with the commonest words of German, French, Spanish, Italian and Portuguese. Accents are
taken off before a word is looked up.
"""

from __future__ import annotations

from .sense import Kind, senses

PARTS = senses(
    Kind.PART,
    {
        "drums": "drums, drum, drumloop, drum loop, drumbeat, drum beat, beats, percussion,"
        " percussive, kit, drum kit, schlagzeug, trommeln, batterie, bateria, batteria, perkussion",
        "bass": "bass, bassline, bass line, basslines, basse, bajo, basso, baixo, bassgitarre",
        "chords": "chords, chord, harmony, harmonies, keys, keyboard, keyboards, progression,"
        " akkorde, accords, acordes, accordi, comping",
        "pad": "pad, pads, atmosphere, wash, bed, flachen, nappe, nappes",
        "melody": "melody, melodies, melodic, lead, leads, topline, hook, riff, theme, tune, solo"
        " instrument, melodie, melodia, thema",
        "arp": "arp, arps, arpeggio, arpeggios, arpeggiated, arpeggiator, sequence, sequenced,"
        " arpeggien, arpege, arpegio",
        "texture": "texture, textures, foley, background noise, field recording, soundscape, noise",
    },
)

PATCHES = senses(
    Kind.PATCH,
    {
        "sub bass": "sub, sub bass, subbass, deep bass, low end",
        "808 bass": "808, 808s, 808 bass, eight oh eight",
        "reese bass": "reese, reese bass, neuro bass, growling bass, detuned bass",
        "acid bass": "acid, acid bass, acid line, 303, tb-303, tb303, squelchy, squelch",
        "plucked bass": "plucked bass, electric bass, fingered bass, bass guitar, picked bass",
        "slap bass": "slap, slap bass, slapped bass, funk bass, popping bass",
        "upright bass": "upright bass, double bass, acoustic bass, contrabass, walking bass,"
        " kontrabass, contrebasse, contrabajo",
        "fm bass": "fm bass, digital bass, donk, organ bass",
        "dub bass": "dub bass, round bass, reggae bass",
        "wobble bass": "wobble, wobble bass, wub, wubs, dubstep bass",
        "piano": "piano, grand piano, upright piano, klavier, pianoforte, pianos",
        "felt piano": "felt piano, soft piano, muted piano, intimate piano",
        "rhodes": "rhodes, electric piano, epiano, e-piano, ep, fender rhodes, mark i, e piano",
        "wurlitzer": "wurlitzer, wurli, wurly",
        "dx piano": "dx piano, dx7, fm piano, fm keys, digital piano, ballad piano",
        "organ": "organ, hammond, b3, drawbar, orgel, orgue, organo",
        "church organ": "church organ, pipe organ, cathedral organ, kirchenorgel",
        "house organ": "house organ, m1 organ, garage organ",
        "clavinet": "clavinet, clav, clavi, funky keys",
        "stab": "stab, stabs, chord stab, chord stabs, rave stab, rave stabs, synth stab",
        "acoustic guitar": "acoustic guitar, guitar, guitars, strummed guitar, strumming, gitarre,"
        " guitare, guitarra, chitarra, steel string, violao",
        "nylon guitar": "nylon guitar, classical guitar, spanish guitar, fingerpicked guitar,"
        " fingerstyle guitar, fingerpicking, bossa guitar",
        "muted guitar": "muted guitar, palm muted, palm-muted, highlife guitar, funk guitar",
        "electric guitar": "electric guitar, electric guitars, distorted guitar, overdriven guitar,"
        " heavy guitar, heavy guitars, power chords, e-gitarre",
        "harp": "harp, harfe, harpe, arpa",
        "koto": "koto, shamisen, sitar, zither, guzheng",
        "kora": "kora, ngoni, lute, oud",
        "strings": "strings, string section, string ensemble, orchestra, orchestral, violins,"
        " streicher, cordes, cuerdas, archi, cordas, symphonic",
        "staccato strings": "staccato strings, spiccato, ostinato strings, string ostinato,"
        " short strings, ostinato",
        "brass": "brass, horns, horn section, brass section, brass stabs, blaser, cuivres, metales,"
        " trombones",
        "choir": "choir, choral, voices, vocal pad, chorus of voices, chor, choeur, coro, vocals",
        "humming choir": "humming, humming choir, dark choir, monks, hum",
        "flute": "flute, flutes, pan flute, flote, flauta, flauto, recorder, shakuhachi",
        "violin": "violin, fiddle, violon, violine, solo violin, geige",
        "cello": "cello, solo cello, violoncello, viola",
        "trumpet": "trumpet, muted trumpet, flugelhorn, cornet, trompete, trompette, trompeta,"
        " tromba",
        "saxophone": "saxophone, sax, tenor sax, alto sax, saxofon, clarinet",
        "warm pad": "warm pad, soft pad, lush pad, synth pad, lush pads, warm pads",
        "glass pad": "glass pad, glassy pad, crystal pad, airy pad, bell pad",
        "dark pad": "dark pad, deep pad, brooding pad, dark pads",
        "analog pad": "analog pad, analogue pad, juno, juno pad, polysynth, poly synth, prophet,"
        " synth strings, jupiter, oberheim, synth, synths, synthesizer",
        "supersaw": "supersaw, supersaws, saw chords, trance chords, jp-8000, hypersaw,"
        " supersaw chords",
        "shimmer pad": "shimmer, shimmering pad, shimmer pad, ethereal pad, angelic",
        "drone": "drone, drones, dronescape, tanpura",
        "pluck": "pluck, plucks, plucked synth, synth pluck, plucky",
        "square arp": "square arp, chip arp, chiptune, 8-bit, 8bit, gameboy, nes, chip",
        "marimba": "marimba, xylophone, balafon, mallet, mallets",
        "vibraphone": "vibraphone, vibes, vibrafono, vibraphon",
        "kalimba": "kalimba, mbira, thumb piano",
        "bells": "bells, bell, tubular bells, chimes, glockenspiel, glocken, cloches, campanas,"
        " handbells, celesta, gamelan",
        "music box": "music box, musicbox, toy piano, lullaby box, spieluhr",
        "saw lead": "saw lead, synth lead, lead synth, mono lead, trance lead, moog",
        "square lead": "square lead, chip lead, retro lead, hollow lead",
        "soft lead": "soft lead, sine lead, mellow lead, smooth lead, theremin",
        "whistle": "whistle, whistling, whistled, pfeifen",
        "digital lead": "digital lead, fm lead, glassy lead, bright lead",
    },
)

PIECES = senses(
    Kind.PIECE,
    {
        "kick": "kick, kicks, kick drum, bass drum, bombo, grosse caisse, four on the floor,"
        " four-on-the-floor, kickdrum",
        "snare": "snare, snares, snare drum, backbeat, caisse claire, caja",
        "clap": "clap, claps, handclap, handclaps, hand claps, snap, snaps, finger snaps",
        "rim": "rim, rims, rimshot, rimshots, cross stick, sidestick, side stick",
        "hat": "hat, hats, hi-hat, hi-hats, hihat, hihats, hi hats, closed hat, closed hats,"
        " charleston",
        "open": "open hat, open hats, open hi-hat, open hi-hats",
        "ride": "ride, ride cymbal, rides",
        "crash": "crash, crashes, cymbal, cymbals, crash cymbal, becken",
        "tom low": "tom, toms, floor tom, taiko, taikos, big drums, war drums, tom-toms",
        "shaker": "shaker, shakers, maracas, shekere, cabasa, egg shaker",
        "tambourine": "tambourine, tambourines, pandeiro",
        "conga low": "conga, congas, bongo, bongos, djembe, hand drums, tabla, hand percussion",
        "bell": "cowbell, cowbells, agogo, agogo bell, agogo bells, triangle",
        "block": "woodblock, wood block, woodblocks, clave, claves, block, ticking",
    },
)

TEXTURES = senses(
    Kind.TEXTURE,
    {
        "rain": "rain, rainfall, raindrops, rainy, drizzle, regen, pluie, lluvia, pioggia, chuva,"
        " storm, thunderstorm",
        "wind": "wind, windy, breeze, gale, air, vent, viento, vento",
        "sea": "sea, ocean, waves, surf, beach, shore, meer, mer, mar, mare, seaside",
        "fire": "fire, fireplace, campfire, bonfire, flames, feuer, feu, fuego, fuoco, fogo",
        "vinyl": "vinyl, crackle, vinyl crackle, record noise, dust, dusty, needle, gramophone,"
        " scratchy",
        "room": "room tone, roomtone, room noise, quiet room, tape hiss, hiss",
        "city": "city, traffic, street, urban, cars, stadt, ville, ciudad, downtown",
        "machine": "machine, machines, engine, factory, industrial, motor, mechanical, server,"
        " machinery, spaceship",
        "birds": "birds, birdsong, bird, forest, woodland, dawn chorus, vogel, oiseaux, pajaros,"
        " jungle ambience, nature",
        "night": "night, crickets, insects, cicadas, nighttime, frogs, nacht, nuit, noche, notte",
    },
)

EFFECTS = senses(
    Kind.EFFECT,
    {
        "riser": "riser, risers, rise, build, buildup, build-up, uplifter, uplift, build up,"
        " tension riser, rising",
        "fall": "fall, downlifter, down lifter, downer, drop down, descending, falling",
        "impact": "impact, impacts, boom, booms, braam, slam, thud, cinematic hit,"
        " sub drop, explosion, stinger",
        "sweep": "sweep, sweeps, whoosh, swoosh, noise sweep, filter sweep, swish, white noise",
        "reverse": "reverse, reversed, reverse cymbal, reversed cymbal, suck, backwards, rewind,"
        " reverse piano",
        "glitch": "glitch, glitches, stutter, glitchy, stutters",
    },
)
