// A whole plugin for tests/plugin to drive: the daemon, the DAW and its script are real there.
// Reads TONEKILN_HOME and TONEKILN_BAR; prints what a person would read.
#include "../client/StandIn.h"
#include "processor/Processor.h"

#include <catch2/catch.hpp>

#include <iostream>

using namespace tonekiln;
using namespace tonekiln::test;

namespace
{
constexpr int patience = 60000;

std::string statusOf(Session& session)
{
    return session.state().statusLine.toStdString();
}

/** As a host sets it up; the session's rate is what clips are asked for in. */
void prepare(Processor& processor)
{
    processor.setPlayConfigDetails(2, 2, 48000.0, 512);
    processor.prepareToPlay(48000.0, 512);
}

/** Asks for one bar, and waits until it is on the shelf. */
void make(Session& session)
{
    auto draft = session.state().draft;
    draft.prompt = "dusty drums";
    draft.engine = "sketch";
    draft.bars = 1;
    session.setDraft(draft);
    session.generate();
    REQUIRE(eventually([&] { return session.state().job.phase == JobPhase::done; }, patience));
}
} // namespace

TEST_CASE("driven: from prompt to bar and the next take after it", "[.driven]")
{
    Processor processor{tonekilnHome(), HostRoad{}};
    prepare(processor);
    auto& session = processor.session();
    session.editorOpened();
    make(session);
    const auto clip = session.state().clips.front();
    const int bar = juce::SystemStats::getEnvironmentVariable("TONEKILN_BAR", "5").getIntValue();

    session.place({clip.id}, {protocol::PlaceAt::bar, bar});
    REQUIRE(eventually([&] { return !session.state().placing.busy; }, patience));
    std::cout << "placed: " << statusOf(session) << std::endl;

    session.rerollInPlace(clip.id);
    REQUIRE(eventually([&] { return session.state().clips.front().id != clip.id; }, patience));
    REQUIRE(eventually([&] { return session.state().clips.front().replaceable; }, patience));
    const auto take = session.state().clips.front();
    std::cout << "again: " << statusOf(session) << std::endl;
    const auto file = [](const ClipRow& row)
    { return juce::File{row.path}.getFileNameWithoutExtension(); };
    std::cout << "clips: " << file(clip) << " " << file(take) << std::endl;
    session.editorClosed();
}

TEST_CASE("driven: a clip that cannot be placed", "[.driven]")
{
    Processor processor{tonekilnHome(), HostRoad{}};
    prepare(processor);
    auto& session = processor.session();
    session.editorOpened();
    make(session);
    session.place({session.state().clips.front().id}, {protocol::PlaceAt::loopStart});
    REQUIRE(eventually([&] { return !session.state().placing.busy; }, patience));
    std::cout << "refused: " << statusOf(session) << std::endl;
    CHECK(session.state().clips.front().fileExists);
    session.editorClosed();
}
