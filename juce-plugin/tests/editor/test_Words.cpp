#include "editor/words/Words.h"
#include "rig/Scenes.h"

#include <catch2/catch.hpp>

using namespace tonekiln;

TEST_CASE("numbers are said as musicians read them", "[editor]")
{
    CHECK(words::tempo(128.0) == "128 BPM");
    CHECK(words::tempo(127.5) == "127.5 BPM");
    CHECK(words::tempo(100.0) == "100 BPM");
    CHECK(words::bars(1) == "1 bar");
    CHECK(words::bars(16) == "16 bars");
    CHECK(words::seconds(1.4) == "1.4 s");
    CHECK(words::seconds(10.0) == "10 s");
    CHECK(words::seconds(64.2) == "1:04");
    CHECK(words::bytes(60'000'000) == "60 MB");
    CHECK(words::bytes(2'100'000'000) == "2.1 GB");
}

TEST_CASE("time left is honest about what nobody knows", "[editor]")
{
    CHECK(words::timeLeft(std::nullopt).isEmpty());
    CHECK(words::timeLeft(300) == "a moment left");
    CHECK(words::timeLeft(6'200) == "about 7 s left");
    CHECK(words::timeLeft(95'000) == "about 2 min left");
}

TEST_CASE("a loop region is said in the session's bars", "[editor]")
{
    HostFacts host;
    host.present = true;
    CHECK(words::loopRegion(host).isEmpty());
    host.loopStartPpq = 32.0;
    host.loopEndPpq = 64.0;
    CHECK(words::loopRegion(host) == "8 bars from bar 9");
    host.meterNumerator = 7;
    host.meterDenominator = 8;
    host.loopStartPpq = 0.0;
    host.loopEndPpq = 3.5;
    CHECK(words::loopRegion(host) == "1 bar from bar 1");
    host.present = false;
    CHECK(words::loopRegion(host).isEmpty());
}

TEST_CASE("an engine's licence and memory are always said", "[editor]")
{
    for (const auto& engine : scenes::working().engines)
    {
        CAPTURE(engine.name);
        CHECK(words::engineFacts(engine).contains(engine.licence));
        CHECK(words::engineFacts(engine).contains(words::bytes(engine.memoryBytes)));
        CHECK(words::readinessAndLicence(engine).contains(engine.licence));
    }
}
