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

TEST_CASE("an engine on its way says how far it is, as far as anybody knows", "[editor]")
{
    const auto dotted = [](const juce::StringArray& facts) { return words::joined(facts); };
    EngineJob job;
    job.state = protocol::EngineJobState::weights;
    job.doneBytes = 320'000'000;
    job.ofBytes = 1'300'000'000;
    job.bytesPerSecond = 12.34e6;
    job.etaMs = 81'000;
    CHECK(words::getting(job) ==
          dotted({"Its weights", "320 MB of 1.3 GB", "12.3 MB/s", "about 81 s left"}));
    job.state = protocol::EngineJobState::paused;
    CHECK(words::getting(job) == dotted({"Paused", "320 MB of 1.3 GB"}));
    job = {};
    CHECK(words::getting(job) == "Waiting");
    job.waitsFor = "another engine comes first";
    CHECK(words::getting(job) == "Waiting: another engine comes first");
}

TEST_CASE("what a machine makes of an engine is measured, estimated or said to be unknown",
          "[editor]")
{
    EngineRow engine;
    CHECK(words::engineFit(engine).isEmpty()); // written rules
    engine.neural = true;
    CHECK(words::engineFit(engine).contains("room"));
    engine.pace = 0.42;
    CHECK(words::engineFit(engine) == "Makes 1 s of sound in 0.4 s here");
    engine.fitsMemory = false;
    CHECK(words::engineFit(engine).contains("memory"));
    engine.readiness = Readiness::toInstall;
    engine.downloadBytes = 1'300'000'000;
    engine.librariesBytes = 900'000'000;
    CHECK(words::engineFacts(engine).contains("2.2 GB download"));
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
