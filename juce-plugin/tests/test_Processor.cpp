#include "processor/Processor.h"

#include <catch2/catch.hpp>

using namespace tonekiln;

TEST_CASE("a plugin names itself and its one program")
{
    Processor processor;
    CHECK(processor.getName() == "Tonekiln");
    CHECK(processor.getProgramName(0).isNotEmpty());
}

TEST_CASE("the editor can come and go")
{
    Processor processor;
    for (int i = 0; i < 3; ++i)
    {
        const std::unique_ptr<juce::AudioProcessorEditor> editor{processor.createEditor()};
        REQUIRE(editor != nullptr);
    }
}
