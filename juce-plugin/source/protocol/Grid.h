// Musical time in exact integers, the same arithmetic as bridge/tonekiln/protocol/grid.py;
// tests/vectors/grid.json holds both to it.
// Thread: pure functions, any thread, the audio thread included.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tonekiln
{

/** Millionths of a quarter note per minute: every tempo on the wire is one of these. */
using MicroBpm = std::int64_t;

/** `numerator` notes of 1/`denominator` make a bar. */
struct Meter
{
    int numerator = 4;
    int denominator = 4;

    /** Reads "6/8"; nothing for a text that is no meter within the protocol's range. */
    static std::optional<Meter> parse(std::string_view text);

    bool valid() const;
    double quartersPerBar() const { return numerator * 4.0 / denominator; }
    std::string text() const;

    bool operator==(const Meter&) const = default;
};

/** Reads a decimal of at most six places within the protocol's range. */
std::optional<MicroBpm> parseBpm(std::string_view text);

/** The nearest tempo the wire can carry; `bpm` is clamped into the protocol's range, and what is
    not a number becomes 120. */
MicroBpm nearestMicroBpm(double bpm);

/** "128" or "133.333333": the shortest exact text. */
std::string bpmText(MicroBpm);

/** Frames in `bars` bars: floor(bars * num * 240 * rate / (den * bpm) + 1/2), half up.
    @param bars 0 to the protocol's longest clip. */
std::int64_t barFrames(int bars, Meter meter, MicroBpm bpm, int sampleRate);

} // namespace tonekiln
