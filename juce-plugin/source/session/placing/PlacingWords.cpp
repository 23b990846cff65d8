#include "PlacingWords.h"

#include "session/model/Fields.h"

namespace tonekiln
{

namespace
{
constexpr const char* staysOnShelf =
    "The clip stays on the shelf: try again, or drag it onto your timeline by its grip.";
constexpr const char* lookFirst =
    "Look at your timeline before you try again; the clip stays on the shelf.";

/** As it stands between other sentences. */
juce::String asSentence(const juce::String& text)
{
    const auto words = text.trim();
    if (words.isEmpty())
        return {};
    const auto whole = words.substring(0, 1).toUpperCase() + words.substring(1);
    return juce::String{".!?"}.containsChar(whole.getLastCharacter()) ? whole : whole + ".";
}

juce::String whereIn(const Placed& placed)
{
    if (placed.slot)
        return "in slot " + juce::String{*placed.slot} + " of " + placed.track;
    const auto bar = placed.bar ? " at bar " + juce::String{*placed.bar} : juce::String{};
    return bar.trimStart() + " of " + placed.track;
}
} // namespace

juce::String placedWords(const std::vector<Placed>& all)
{
    if (all.empty())
        return {};
    const auto& first = all.front();
    if (all.size() == 1)
        return "In " + first.title + " " + whereIn(first).trim();
    const auto bar = first.bar ? " at bar " + juce::String{*first.bar} : juce::String{};
    return juce::String{all.size()} + " clips in " + first.title + bar +
           ", each on a track of its own";
}

NotPlaced refusedWords(const Json& error, std::size_t before, std::size_t asked)
{
    namespace n = protocol::fields::Error;
    const auto code = fields::text(error, n::code);
    const auto hint = fields::text(error, n::hint);
    auto sentence = asSentence(fields::text(error, n::message, "The clip could not be placed"));
    if (before > 0)
        sentence = juce::String{before} + " of " + juce::String{asked} + " placed. " + sentence;
    if (code == "invalid_request" && hint.isNotEmpty())
        return {sentence, asSentence(hint)};
    return {sentence, code == "deadline_missed" ? lookFirst : staysOnShelf};
}

NotPlaced lostWords()
{
    return {"Tonekiln went away while the clip was being placed.", lookFirst};
}

} // namespace tonekiln
