// The colours that are read on one another, held to WCAG 2.1 AA.
#include "editor/look/Contrast.h"
#include "editor/look/Palette.h"

#include <catch2/catch.hpp>

using namespace tonekiln;

namespace
{

constexpr double forText = 4.5;     ///< WCAG 2.1, 1.4.3
constexpr double forControls = 3.0; ///< WCAG 2.1, 1.4.11: edges and marks that carry meaning

struct Pair
{
    const char* what;
    juce::Colour front, back;
};

} // namespace

TEST_CASE("contrast is what WCAG says it is", "[editor]")
{
    CHECK(contrast(juce::Colours::black, juce::Colours::white) == Approx(21.0));
    CHECK(contrast(juce::Colours::white, juce::Colours::white) == Approx(1.0));
    // #767676 is the darkest grey usually named as passing on white.
    CHECK(contrast(juce::Colour(0xff767676), juce::Colours::white) == Approx(4.54).margin(0.01));
}

TEST_CASE("what is read can be read", "[editor]")
{
    for (const auto back : {palette::well, palette::ground, palette::zone, palette::raised})
        for (const auto front : {palette::text, palette::quiet, palette::faint})
        {
            CAPTURE(front.toString(), back.toString());
            CHECK(contrast(front, back) >= forText);
        }
    const Pair pairs[] = {
        {"words on paper", palette::ink, palette::paper},
        {"words on pressed paper", palette::ink, palette::paperPressed},
        {"a chosen segment", palette::ink, palette::quiet},
        {"words under the pointer", palette::text, palette::lifted},
        {"cancel, over its progress", palette::text, palette::emberGlow},
    };
    for (const auto& pair : pairs)
    {
        CAPTURE(pair.what);
        CHECK(contrast(pair.front, pair.back) >= forText);
    }
}

TEST_CASE("what marks a control can be seen", "[editor]")
{
    const Pair pairs[] = {
        {"edge of a field", palette::outline, palette::zone},
        {"edge of a field, inside", palette::outline, palette::well},
        {"ring of the keyboard", palette::text, palette::zone},
        {"ring of the keyboard on a button", palette::text, palette::raised},
        {"ring of the keyboard on paper", palette::ink, palette::paper},
        {"a warm model's dot", palette::ember, palette::raised},
        {"the playhead", palette::ember, palette::well},
        {"the edge of progress", palette::ember, palette::emberGlow},
        {"the drag handle", palette::ember, palette::zone},
        {"the drag handle of a chosen clip", palette::ember, palette::raised},
        {"a slider's track", palette::outline, palette::zone},
    };
    for (const auto& pair : pairs)
    {
        CAPTURE(pair.what);
        CHECK(contrast(pair.front, pair.back) >= forControls);
    }
}
