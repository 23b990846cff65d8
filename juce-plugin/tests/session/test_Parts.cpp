// What is built on a clip: a part of it again, more of it, the same anew.
#include "SessionRig.h"

using namespace tonekiln;
using namespace tonekiln::test;

namespace
{

/** Asks, and waits for the clip that comes of it. */
template <typename Ask>
ClipRow made(Rig& rig, Ask ask)
{
    const auto before = rig.session().state().clips.size();
    ask();
    REQUIRE(eventually([&] { return rig.session().state().clips.size() == before + 1; }));
    REQUIRE(eventually([&] { return !rig.session().state().job.busy(); }));
    return rig.session().state().clips.front();
}

Json lastAsked(Rig& rig)
{
    return rig.standIn.heard("generate").back().body;
}

} // namespace

TEST_CASE("a part is asked for on the clip's own bars, whatever the session is at")
{
    Rig rig;
    const auto clip = rig.make("dusty drums");
    rig.playHead.bpm = 93.0;
    rig.play(4);
    const auto next =
        made(rig,
             [&] {
                 rig.session().remakePart({clip.id, {2, 3, 4}, "open hats", "sketch"});
             });
    CHECK(next.id != clip.id);
    const auto body = lastAsked(rig);
    CHECK(body["inpaint"]["clip"] == clip.id.toStdString());
    CHECK(body["inpaint"]["spans"] == Json::array({{{"from", 1.5}, {"to", 1.75}}}));
    CHECK(body["prompt"] == "open hats");
    CHECK(body["bpm"] == "120");
    CHECK(body["meter"] == "4/4");
    CHECK(body["bars"] == 1);
    CHECK(body["sample_rate"] == 48000);
    CHECK(body["engine"] == "sketch");
    CHECK(rig.session().state().clips.size() == 2); // the old one stays
    CHECK(rig.session().state().selectedClip == next.id);
}

TEST_CASE("without words of its own a part is made by the clip's")
{
    Rig rig;
    const auto clip = rig.make("dusty drums");
    made(rig, [&] { rig.session().remakePart({clip.id, {}, {}, "sketch"}); });
    CHECK(lastAsked(rig)["prompt"] == "dusty drums");
}

TEST_CASE("how the clip was to be made holds for its parts by the same engine only")
{
    Rig rig;
    auto draft = rig.session().state().draft;
    draft.swing = 0.4;
    rig.session().setDraft(draft);
    const auto clip = rig.make();
    made(rig, [&] { rig.session().remakePart({clip.id, {}, {}, "sketch"}); });
    CHECK(lastAsked(rig).value("swing", 0.0) == 0.4);
    made(rig, [&] { rig.session().remakePart({clip.id, {}, {}, "another"}); });
    CHECK_FALSE(lastAsked(rig).contains("swing"));
}

TEST_CASE("a remade part is heard in the clip's place, and in no other's")
{
    Rig rig;
    const auto first = rig.make("one");
    const auto second = rig.make("two");
    rig.session().startAudition(first.id); // an older one: what comes next is not heard by itself
    const auto again = made(rig, [&] { rig.session().remakePart({first.id, {}, {}, "sketch"}); });
    CHECK(rig.session().state().audition.clipId == again.id);
    rig.session().startAudition(first.id);
    made(rig, [&] { rig.session().remakePart({second.id, {}, {}, "sketch"}); });
    CHECK(rig.session().state().audition.clipId == first.id);
    rig.session().stopAudition();
    made(rig, [&] { rig.session().remakePart({second.id, {}, {}, "sketch"}); });
    CHECK(rig.session().state().audition.clipId.isEmpty());
}

TEST_CASE("two clips are heard in turns, each as loud as the quieter one")
{
    Rig rig;
    const auto first = rig.make("one");
    const auto second = rig.make("two");
    const auto heard = [&] { return rig.session().state().audition.clipId; };
    rig.session().stopAudition();
    rig.session().compare(first.id); // nothing is heard yet
    CHECK(heard() == first.id);
    rig.session().compare(second.id);
    CHECK(heard() == second.id);
    rig.session().compare(second.id);
    CHECK(heard() == first.id);
    rig.session().compare(first.id);
    CHECK(heard() == second.id);
    rig.session().startAudition(second.id);
    rig.session().compare(second.id); // something was played since
    CHECK(heard() == second.id);

    auto quiet = first;
    auto loud = second;
    quiet.lufs = -20.0;
    loud.lufs = -14.0;
    CHECK(levelledTo(quiet, loud) == Approx(juce::Decibels::decibelsToGain(-6.0f)));
    CHECK(levelledTo(loud, quiet) == 1.0f);
    loud.lufs.reset();
    CHECK(levelledTo(quiet, loud) == 1.0f);
}

TEST_CASE("going on is four bars after the clip, where an engine can")
{
    Rig rig;
    rig.session().editorOpened();
    REQUIRE(eventually([&] { return !rig.session().state().engines.empty(); }));
    const auto clip = rig.make("dusty drums");
    rig.session().goOn(clip.id);
    CHECK(rig.session().state().problem.sentence == "No engine here can go on from a clip.");
    rig.session().dismissProblem();
    CHECK(rig.standIn.count("generate") == 1);
    rig.session().editorClosed();
    const Json asked = {{"guidance", 3.0}};
    const auto body = goOnBody({clip, &asked}, "musicgen-small");
    CHECK(body["bars"] == 4);
    CHECK(body["continuation"] == Json{{"clip", clip.id.toStdString()}});
    CHECK(body["prompt"] == "dusty drums");
    CHECK(body["engine"] == "musicgen-small");
    CHECK_FALSE(body.contains("guidance"));
    auto hit = clip;
    hit.bars.reset();
    hit.oneShot = true;
    CHECK_FALSE(goOnBody({hit}, "a").contains("seconds"));
    CHECK_FALSE(goOnBody({hit}, "a").contains("one_shot"));
}

TEST_CASE("a clip's stems are asked of what takes clips apart, where there is such a one")
{
    Rig rig;
    rig.session().editorOpened();
    REQUIRE(eventually([&] { return !rig.session().state().engines.empty(); }));
    const auto clip = rig.make("dusty drums");
    rig.session().takeStems(clip.id);
    CHECK(rig.session().state().problem.sentence == "No engine here can take a clip apart.");
    CHECK(rig.standIn.count("separate") == 0);
    rig.session().editorClosed();
    CHECK(stemsBody(clip, "htdemucs") ==
          Json{{"source", {{"clip", clip.id.toStdString()}}}, {"engine", "htdemucs"}});
    EngineRow apart;
    apart.name = "htdemucs";
    apart.abilities.separate = true;
    CHECK(engineAble(&Abilities::separate, {usualSeparator}, {apart}) == juce::String{"htdemucs"});
}

TEST_CASE("transformed in place it is as long and as fast, by the words of the ask zone")
{
    Rig rig;
    rig.session().editorOpened();
    REQUIRE(eventually([&] { return !rig.session().state().engines.empty(); }));
    const auto clip = rig.make("dusty drums");
    auto draft = rig.session().state().draft;
    draft.prompt = "glass bells";
    draft.bars = 8;
    draft.bpmOverride = 90.0;
    draft.strength = 0.6;
    rig.session().setDraft(draft);
    rig.session().startAudition(clip.id);
    const auto next = made(rig, [&] { rig.session().transform(clip.id); });
    const auto body = lastAsked(rig);
    CHECK(body["init"] == Json{{"clip", clip.id.toStdString()}});
    CHECK(body["prompt"] == "glass bells");
    CHECK(body["bars"] == 1);
    CHECK(body["bpm"] == "120");
    CHECK(body["strength"] == 0.6);
    CHECK(rig.session().state().audition.clipId == next.id);
    rig.session().editorClosed();
}

TEST_CASE("the engine is the first of those named that is here and can, else any")
{
    EngineRow able, unable, away;
    able.name = "able";
    able.abilities.inpaint = true;
    unable.name = "unable";
    away.name = "away";
    away.abilities.inpaint = true;
    away.readiness = Readiness::toPull;
    const auto of = [&](const juce::StringArray& names) {
        return engineAble(&Abilities::inpaint, names, {unable, away, able});
    };
    CHECK(of({"able"}) == juce::String("able"));
    CHECK(of({"unable", "away"}) == juce::String("able"));
    CHECK_FALSE(engineAble(&Abilities::inpaint, {"able"}, {unable, away}));
    CHECK(engineAble(&Abilities::inpaint, {"own"}, {}) == juce::String("own"));
}
