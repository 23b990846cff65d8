#include "ClipDigest.h"

#include <juce_cryptography/juce_cryptography.h>

namespace tonekiln
{

namespace
{
juce::String fourCharacters(juce::InputStream& stream)
{
    char text[4] = {};
    return stream.read(text, 4) == 4 ? juce::String{text, 4} : juce::String{};
}
} // namespace

juce::String digestOfSamples(const juce::File& file)
{
    juce::FileInputStream stream{file};
    if (!stream.openedOk() || fourCharacters(stream) != "RIFF")
        return {};
    stream.readInt();
    if (fourCharacters(stream) != "WAVE")
        return {};
    while (!stream.isExhausted())
    {
        const auto name = fourCharacters(stream);
        const auto size = static_cast<std::int64_t>(static_cast<std::uint32_t>(stream.readInt()));
        if (size > stream.getNumBytesRemaining())
            return {};
        if (name == "data")
            return juce::SHA256{stream, size}.toHexString();
        stream.skipNextBytes(size + (size & 1));
    }
    return {};
}

} // namespace tonekiln
