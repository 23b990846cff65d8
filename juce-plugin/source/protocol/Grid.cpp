#include "Grid.h"

#include "Protocol.gen.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tonekiln
{

namespace
{
constexpr MicroBpm micro = 1'000'000;

bool allDigits(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::int64_t> wholeNumber(std::string_view text, std::size_t mostDigits)
{
    std::int64_t value = 0;
    if (text.empty() || text.size() > mostDigits || !allDigits(text))
        return std::nullopt;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

bool inRange(MicroBpm bpm)
{
    return bpm >= protocol::limits::minBpm * micro && bpm <= protocol::limits::maxBpm * micro;
}
} // namespace

std::optional<Meter> Meter::parse(std::string_view text)
{
    const auto slash = text.find('/');
    if (slash == std::string_view::npos)
        return std::nullopt;
    const auto above = wholeNumber(text.substr(0, slash), 2);
    const auto below = wholeNumber(text.substr(slash + 1), 2);
    if (!above || !below)
        return std::nullopt;
    const Meter meter{static_cast<int>(*above), static_cast<int>(*below)};
    return meter.valid() ? std::optional{meter} : std::nullopt;
}

bool Meter::valid() const
{
    const auto& known = protocol::limits::denominators;
    return numerator >= 1 && numerator <= protocol::limits::maxNumerator &&
           std::find(known.begin(), known.end(), denominator) != known.end();
}

std::string Meter::text() const
{
    return std::to_string(numerator) + "/" + std::to_string(denominator);
}

std::optional<MicroBpm> parseBpm(std::string_view text)
{
    const auto point = text.find('.');
    const auto whole = wholeNumber(text.substr(0, point), 3);
    if (!whole)
        return std::nullopt;
    MicroBpm bpm = *whole * micro;
    if (point != std::string_view::npos)
    {
        std::string decimals{text.substr(point + 1)};
        while (!decimals.empty() && decimals.back() == '0')
            decimals.pop_back();
        decimals.resize(std::max(decimals.size(), std::size_t{protocol::limits::bpmDecimals}), '0');
        const auto part = wholeNumber(decimals, std::size_t{protocol::limits::bpmDecimals});
        if (!part)
            return std::nullopt;
        bpm += *part;
    }
    return inRange(bpm) ? std::optional{bpm} : std::nullopt;
}

MicroBpm nearestMicroBpm(double bpm)
{
    if (!std::isfinite(bpm))
        return 120 * micro;
    const auto clamped = std::clamp(bpm, static_cast<double>(protocol::limits::minBpm),
                                    static_cast<double>(protocol::limits::maxBpm));
    return std::llround(clamped * static_cast<double>(micro));
}

std::string bpmText(MicroBpm bpm)
{
    auto text = std::to_string(bpm / micro);
    auto decimals = std::to_string(micro + bpm % micro).substr(1);
    while (!decimals.empty() && decimals.back() == '0')
        decimals.pop_back();
    return decimals.empty() ? text : text + "." + decimals;
}

std::int64_t barFrames(int bars, Meter meter, MicroBpm bpm, int sampleRate)
{
    // 64 bars of 32/2 at 192 kHz: twice the numerator is 1.9e17, within 64 bits.
    const auto denominator = meter.denominator * bpm;
    const auto numerator = std::int64_t{bars} * meter.numerator * 240 * sampleRate * micro;
    return (2 * numerator + denominator) / (2 * denominator);
}

} // namespace tonekiln
