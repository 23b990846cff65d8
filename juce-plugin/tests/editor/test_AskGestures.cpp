// What a hand does in the ask zone, and what is asked for then.
#include "rig/Gestures.h"
#include "session/asking/Asking.h"

using namespace tonekiln;

TEST_CASE("typing a prompt and Return generates it", "[editor]")
{
    Window window(scenes::empty());
    auto& prompt = window.find<Field>("prompt");
    typeInto(prompt, "glass bells");
    CHECK(window.actions.held.draft.prompt == "glass bells");
    prompt.keyPressed(returnKey);
    settle();
    CHECK(window.actions.wasAsked("generate glass bells"));
}

TEST_CASE("Shift and Return break a line instead", "[editor]")
{
    Window window(scenes::empty());
    auto& prompt = window.find<Field>("prompt");
    typeInto(prompt, "a");
    prompt.keyPressed({juce::KeyPress::returnKey, juce::ModifierKeys::shiftModifier, 0});
    settle();
    typeInto(prompt, "b");
    CHECK(window.actions.held.draft.prompt == "a\nb");
    CHECK_FALSE(window.actions.wasAsked("generate a"));
}

TEST_CASE("with nothing to ask for, Generate waits", "[editor]")
{
    Window window(scenes::empty());
    CHECK_FALSE(window.find("generate").isEnabled());
    window.find<Field>("prompt").keyPressed(returnKey);
    settle();
    CHECK_FALSE(window.actions.asked.joinIntoString("\n").contains("generate"));

    auto state = scenes::empty();
    state.draft.inputs = {{InputRole::init, "/music/a.wav"}};
    window.put(state);
    CHECK(window.find("generate").isEnabled());
}

TEST_CASE("Generate asks with the draft, and is Cancel while a job runs", "[editor]")
{
    Window window(scenes::working());
    auto& button = window.find<GenerateButton>("generate");
    CHECK(button.getTitle() == "Generate 2 takes");
    button.act();
    CHECK(window.actions.wasAsked("generate " + scenes::working().draft.prompt));

    window.put(scenes::busy());
    CHECK(button.getTitle() == "Cancel");
    CHECK(button.getDescription() == "58 %, about 7 s left");
    button.act();
    CHECK(window.actions.wasAsked("cancel"));

    // Return in the prompt never cancels, and does not ask twice.
    const auto before = window.actions.asked.size();
    window.find<Field>("prompt").keyPressed(returnKey);
    settle();
    CHECK(window.actions.asked.size() == before);
}

TEST_CASE("the controls change the draft they stand for", "[editor]")
{
    Window window(scenes::working());
    const auto& draft = window.actions.held.draft;

    auto& bars = window.find<NumberField>("bars");
    bars.keyPressed(juce::KeyPress(juce::KeyPress::upKey));
    CHECK(draft.bars == 5);
    enter(bars.field(), "7");
    CHECK(draft.bars == 7);
    enter(bars.field(), "9000");
    CHECK(draft.bars == 64);

    window.find("lengthMode").keyPressed(juce::KeyPress(juce::KeyPress::rightKey));
    CHECK(draft.lengthMode == LengthMode::loopRegion);

    auto& tempo = window.find<Field>("tempo");
    enter(tempo, "140.5");
    CHECK(draft.bpmOverride == 140.5);
    window.find<juce::Button>("followTempo").onClick();
    CHECK_FALSE(draft.bpmOverride.has_value());

    window.find<juce::Button>("lockSeed").onClick();
    CHECK(draft.seedLocked);
    auto& seed = window.find<Field>("seed");
    enter(seed, "4294967295");
    CHECK(draft.seed == 4294967295u);

    auto& key = window.find<juce::ComboBox>("key");
    key.setText("Eb minor", juce::sendNotificationSync);
    CHECK(draft.key == "Ebm");
    key.setText("Any key", juce::sendNotificationSync);
    CHECK(draft.key.isEmpty());
}

TEST_CASE("a tempo that was not typed over is not an override", "[editor]")
{
    Window window(scenes::working());
    auto& tempo = window.find<Field>("tempo");
    tempo.keyPressed(returnKey);
    settle();
    CHECK_FALSE(window.actions.held.draft.bpmOverride.has_value());
}

TEST_CASE("the drawer holds what the engine can do, and nothing else", "[editor]")
{
    Window window(scenes::working());
    window.find<juce::Button>("more").onClick();
    auto& guidance = window.find<OptionalSlider>("guidance");
    CHECK(guidance.isVisible());
    guidance.control().setValue(6.0, juce::sendNotificationSync);
    CHECK(window.actions.held.draft.guidance == 6.0);

    auto state = scenes::working();
    state.draft.engine = "sketch";
    window.put(state);
    CHECK_FALSE(guidance.isVisible());
    CHECK_FALSE(window.find("negative").isEnabled());
}

TEST_CASE("each LoRA of the engine has a slider, and only what is moved is used", "[editor]")
{
    auto state = scenes::working();
    state.engines[0].loras = {{"hiss", "unknown", true}, {"slow", "MIT", false}};
    Window window(state);
    window.find<juce::Button>("more").onClick();
    auto& hiss = window.find<OptionalSlider>("lora hiss");
    CHECK(hiss.isVisible());
    CHECK(hiss.getHeight() == OptionalSlider::height);
    CHECK(hiss.control().getTooltip().contains("unknown, non-commercial"));
    hiss.control().setValue(0.8, juce::sendNotificationSync);
    CHECK(window.actions.held.draft.loras == std::map<juce::String, double>{{"hiss", 0.8}});

    const auto body = std::get<Json>(
        generateBody(window.actions.held.draft, {{}, state.engines[0], std::nullopt}));
    CHECK(body["loras"] == Json::array({{{"name", "hiss"}, {"weight", 0.8}}}));
    state.draft = window.actions.held.draft;
    state.draft.engine = "sketch";
    window.put(state);
    CHECK(window.actions.held.draft.loras.size() == 1); // for when its engine is chosen again
    const auto others = std::get<Json>(generateBody(state.draft, {{}, state.engines[1], {}}));
    CHECK_FALSE(others.contains("loras"));
}

TEST_CASE("dropped sound becomes what its place says", "[editor]")
{
    auto state = scenes::working();
    state.engines[0].abilities.continuation = state.engines[0].abilities.melody = true;
    Window window(state);
    auto& ask = window.find<AskZone>("ask");
    const auto x = ask.getWidth() / 2;
    const juce::StringArray files{"/music/hum.wav"};

    ask.fileDragEnter(files, x, 100);
    ask.fileDragMove(files, x, ask.getHeight() / 2);
    ask.filesDropped(files, x, ask.getHeight() / 2);
    CHECK(window.actions.wasAsked("drop 1 /music/hum.wav"));

    // MIDI can only be a tune: the whole zone takes it as one.
    ask.fileDragEnter({"/music/tune.mid"}, x, 60);
    ask.filesDropped({"/music/tune.mid"}, x, 60);
    CHECK(window.actions.wasAsked("drop 2 /music/tune.mid"));
}

TEST_CASE("an engine that takes no sound is dropped nothing", "[editor]")
{
    auto state = scenes::working();
    state.engines[0].abilities.init = false;
    Window window(state);
    auto& ask = window.find<AskZone>("ask");
    ask.fileDragEnter({"/music/hum.wav"}, 100, 200);
    ask.filesDropped({"/music/hum.wav"}, 100, 200);
    CHECK_FALSE(window.actions.asked.joinIntoString("\n").contains("drop"));
}

TEST_CASE("what is typed is not overwritten by a state that is older", "[editor]")
{
    Window window(scenes::empty());
    auto& prompt = window.find<Field>("prompt");
    prompt.keyPressed(juce::KeyPress('x', {}, 'x'));
    auto older = scenes::empty(); // arrives before the keystroke is told
    window.put(older);
    CHECK(prompt.getText() == "x");
    settle();
    CHECK(window.actions.held.draft.prompt == "x");
}
