// A part of the large waveform is chosen, and asked for again.
#include "editor/look/Spacing.h"
#include "editor/words/Words.h"
#include "rig/Gestures.h"

using namespace tonekiln;

namespace
{

/** Sketch and the clip's own engine make parts again. */
EditorState editing()
{
    auto state = scenes::working();
    for (auto& engine : state.engines)
        engine.abilities.inpaint =
            engine.name == "sketch" || engine.name == "stable-audio-open-small";
    return state;
}

/** The pointer goes down at one place of the clip, in bars from its start, and up at another. */
void drag(Window& window, double from, double to, double bars = 4.0, int modifiers = 0)
{
    auto& part = window.find<PartPicker>("part");
    const auto at = [&](double place)
    { return juce::Point<float>(static_cast<float>(place / bars * part.getWidth()), 30.0f); };
    part.mouseDown(mouse(part, at(from), at(from), modifiers));
    part.mouseDrag(mouse(part, at(to), at(from), modifiers));
    part.mouseUp(mouse(part, at(to), at(from), modifiers));
}

void key(Window& window, int code, int modifiers = 0)
{
    window.find("part").keyPressed(juce::KeyPress(code, juce::ModifierKeys(modifiers), 0));
}

std::optional<BarSpan> chosen(Window& window)
{
    return window.find<PartPicker>("part").chosen();
}

constexpr int shift = juce::ModifierKeys::shiftModifier;

} // namespace

TEST_CASE("a span goes over every step that it touches, and none outside the clip")
{
    const BarGauge four{4, 4};
    CHECK(spanOver(0.30, 0.60, four, 1) == BarSpan{1, 3, 1});
    CHECK(spanOver(0.60, 0.30, four, 1) == BarSpan{1, 3, 1});
    CHECK(spanOver(0.25, 0.50, four, 1) == BarSpan{1, 2, 1}); // from line to line
    CHECK(spanOver(0.5, 0.5, four, 1) == BarSpan{2, 3, 1});
    CHECK(spanOver(-3.0, 9.0, four, 1) == BarSpan{0, 4, 1});
    CHECK(spanOver(1.0, 1.0, four, 1) == BarSpan{3, 4, 1});
    CHECK(spanOver(0.26, 0.30, four, 4) == BarSpan{4, 5, 4});
    for (int bars = 1; bars <= 64; bars += 7)
        for (int beats : {1, 3, 7, 32})
            for (int i = 0; i <= 50; ++i)
                for (int j = 0; j <= 50; ++j)
                {
                    const auto span = spanOver(i / 50.0, j / 50.0, {bars, beats}, beats);
                    REQUIRE(span.from >= 0);
                    REQUIRE(span.from < span.to);
                    REQUIRE(span.to <= bars * beats);
                    REQUIRE(span.start() >= 1.0);
                    REQUIRE(span.end() <= bars + 1.0);
                }
    CHECK(movedBy({1, 3, 1}, 9, four) == BarSpan{2, 4, 1});
    CHECK(movedBy({1, 3, 1}, -9, four) == BarSpan{0, 2, 1});
    CHECK(grownBy({1, 3, 1}, 9, four) == BarSpan{1, 4, 1});
    CHECK(grownBy({1, 3, 1}, -9, four) == BarSpan{1, 2, 1});
}

TEST_CASE("a part is said in bars and beats")
{
    CHECK(words::part({2, 3, 1}) == "Bar 3");
    CHECK(words::part({8, 12, 4}) == "Bar 3");
    CHECK(words::part({2, 4, 1}) == "Bars 3 to 4");
    CHECK(words::part({5, 6, 4}) == "Bar 2 beat 2");
    CHECK(words::part({5, 8, 4}) == "Bar 2 beats 2 to 4");
    CHECK(words::part({6, 9, 4}) == "Bar 2 beat 3 to bar 3 beat 1");
}

TEST_CASE("a drag over the waveform chooses bars, with shift beats", "[editor]")
{
    Window window(editing());
    CHECK_FALSE(window.find("makePart").isShowing());
    drag(window, 1.2, 2.7);
    CHECK(chosen(window) == BarSpan{1, 3, 1});
    CHECK(window.find("makePart").isVisible());
    drag(window, 2.3, 2.6, 4.0, shift);
    CHECK(chosen(window) == BarSpan{9, 11, 4});
}

TEST_CASE("a click chooses a bar; a second click, Escape and the cross let it go", "[editor]")
{
    Window window(editing());
    auto& part = window.find("part");
    const juce::Point<float> third(static_cast<float>(part.getWidth()) * 0.6f, 40.0f);
    press(part, third);
    CHECK(chosen(window) == BarSpan{2, 3, 1});
    press(part, third);
    CHECK_FALSE(chosen(window));
    drag(window, 0.0, 1.0);
    key(window, juce::KeyPress::escapeKey);
    CHECK_FALSE(chosen(window));
    drag(window, 0.0, 1.0);
    window.find<juce::Button>("letPartGo").onClick();
    CHECK_FALSE(chosen(window));
    CHECK_FALSE(window.find("makePart").getParentComponent()->isVisible());
}

TEST_CASE("arrows choose, move and lengthen a part", "[editor]")
{
    Window window(editing());
    key(window, juce::KeyPress::rightKey);
    CHECK(chosen(window) == BarSpan{0, 1, 1});
    key(window, juce::KeyPress::rightKey);
    key(window, juce::KeyPress::rightKey, shift);
    CHECK(chosen(window) == BarSpan{1, 3, 1});
    key(window, juce::KeyPress::leftKey);
    CHECK(chosen(window) == BarSpan{0, 2, 1});
    key(window, juce::KeyPress::leftKey, shift);
    CHECK(chosen(window) == BarSpan{0, 1, 1});
    auto& part = window.find("part");
    for (const int other : {juce::KeyPress::spaceKey, juce::KeyPress::returnKey,
                            juce::KeyPress::homeKey, juce::KeyPress::upKey})
        CHECK_FALSE(part.keyPressed(juce::KeyPress(other)));
    CHECK_FALSE(part.keyPressed(
        juce::KeyPress(juce::KeyPress::rightKey, juce::ModifierKeys::ctrlModifier, 0)));
}

TEST_CASE("the part is made again by its own words and the clip's engine", "[editor]")
{
    Window window(editing());
    drag(window, 1.2, 1.8);
    typeInto(window.find<juce::TextEditor>("partWords"), "open hats");
    window.find<juce::Button>("makePart").onClick();
    CHECK(window.actions.wasAsked("part of c1 2-3 \"open hats\" by stable-audio-open-small"));
    CHECK(chosen(window));
}

TEST_CASE("Return in the words asks for the part; without words it is made by the clip's",
          "[editor]")
{
    Window window(editing());
    drag(window, 2.0, 4.0);
    window.find<juce::TextEditor>("partWords").keyPressed(returnKey);
    settle();
    CHECK(window.actions.wasAsked("part of c1 3-5 \"\" by stable-audio-open-small"));
}

TEST_CASE("an engine that makes no parts is replaced by one that does, or the bar says so",
          "[editor]")
{
    auto state = editing();
    for (auto& engine : state.engines)
        engine.abilities.inpaint = engine.name == "sketch";
    Window window(state);
    drag(window, 0.2, 0.8);
    window.find<juce::Button>("makePart").onClick();
    CHECK(window.actions.wasAsked("part of c1 1-2 \"\" by sketch"));
    for (auto& engine : state.engines)
        engine.abilities.inpaint = false;
    window.put(state);
    CHECK_FALSE(window.find("makePart").isEnabled());
    CHECK(window.find("partEngine").getTitle() == "No engine here can");
}

TEST_CASE("another clip has no part chosen, but for the part that was just made", "[editor]")
{
    auto state = editing();
    Window window(state);
    drag(window, 0.2, 0.8);
    state.selectedClip = "c2";
    window.put(state);
    CHECK_FALSE(chosen(window));
    state.selectedClip = "c1";
    window.put(state);
    drag(window, 2.2, 2.8);
    window.find<juce::Button>("makePart").onClick();
    auto made = state.clips.front();
    made.id = "c9";
    state.clips.insert(state.clips.begin(), made);
    state.selectedClip = "c9";
    window.put(state);
    CHECK(chosen(window) == BarSpan{2, 3, 1});
}

TEST_CASE("what has no bars, or no file, has no parts", "[editor]")
{
    auto state = editing();
    Window window(state);
    for (const auto* id : {"c3", "c5"})
    {
        state.selectedClip = id;
        window.put(state);
        CHECK_FALSE(window.find("part").isVisible());
    }
    auto job = scenes::busy();
    window.put(job);
    CHECK_FALSE(window.find("part").isVisible());
}

TEST_CASE("a clip's menu goes on from it, transforms it, takes it apart, and leads to its parts",
          "[editor]")
{
    Window window(editing());
    auto& clips = window.find("clips");
    clips.keyPressed(juce::KeyPress('g'));
    CHECK(window.actions.wasAsked("go on c1"));
    clips.keyPressed(juce::KeyPress('e'));
    CHECK(chosen(window) == BarSpan{0, 1, 1});
    CHECK(perform(ClipCommand::transform, window.actions.held.clips[1], window.actions));
    CHECK(window.actions.wasAsked("transform c2"));
    CHECK_FALSE(allows(ClipCommand::editPart, window.actions.held.clips[4])); // a one-shot
    clips.keyPressed(juce::KeyPress('c'));
    CHECK(window.actions.wasAsked("compare c1"));
    clips.keyPressed(juce::KeyPress('d'));
    CHECK(window.actions.wasAsked("stems of c1"));
    auto stem = window.actions.held.clips[0];
    stem.stem = "bass";
    CHECK_FALSE(allows(ClipCommand::takeStems, stem));
}

TEST_CASE("the bar of a part has its place at every size, beside a notice too", "[editor]")
{
    auto state = editing();
    for (const bool failed : {false, true})
    {
        if (failed)
            state.problem = scenes::error().problem;
        Window window(state);
        drag(window, 0.2, 0.8);
        for (const auto& [width, height] :
             {std::pair{int{Editor::smallestWidth}, int{Editor::smallestHeight}},
              {int{Editor::usualWidth}, int{Editor::usualHeight}},
              {1440, 900}})
        {
            window.editor->setSize(width, height);
            auto& part = window.find("part");
            CAPTURE(width, failed);
            CHECK(part.getHeight() > 60);
            auto& bar = *window.find("makePart").getParentComponent();
            if (!bar.isVisible())
                continue;
            CHECK(part.getBottom() <= bar.getY());
            for (const auto* id : {"partWords", "partEngine", "makePart", "letPartGo"})
            {
                CAPTURE(id, window.find(id).getBounds().toString());
                CHECK(bar.getLocalBounds().contains(window.find(id).getBounds()));
                CHECK(window.find(id).getWidth() >= space::control);
            }
            CHECK(window.find("partWords").getWidth() > 100);
        }
    }
}
