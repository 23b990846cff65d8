// Draws what the masthead says of a session, for tests that look at it from outside the process.
// Hidden: run `tonekiln_tests "what the masthead says"` with TONEKILN_MASTHEAD set to a JSON object
// of bpm, numerator, denominator, bar and beat (from 1) and the PNG to write.
#include "protocol/Message.h"
#include "rig/Window.h"

using namespace tonekiln;

TEST_CASE("what the masthead says", "[.][places]")
{
    const auto asked = Json::parse(
        juce::SystemStats::getEnvironmentVariable("TONEKILN_MASTHEAD", {}).toStdString());
    auto state = scenes::empty();
    auto& host = state.host;
    host.present = true;
    host.bpm = asked["bpm"];
    host.meterNumerator = asked["numerator"];
    host.meterDenominator = asked["denominator"];
    host.bar = asked["bar"].get<int>() - 1;
    host.barStartPpq = 0.0;
    host.ppq = (asked["beat"].get<int>() - 0.5) * 4.0 / host.meterDenominator;
    Window window{state};
    const auto right = window.editor->getLocalBounds()
                           .removeFromTop(Masthead::height)
                           .removeFromRight(window.editor->getWidth() / 2);
    const auto picture = window.editor->createComponentSnapshot(right, false);
    juce::FileOutputStream file{juce::File(asked["file"].get<std::string>())};
    REQUIRE(juce::PNGImageFormat{}.writeImageToStream(picture, file));
}
