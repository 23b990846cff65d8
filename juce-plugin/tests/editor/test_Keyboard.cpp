// Who has the keyboard after a click, in a host that takes the input focus back.
#include "rig/Screen.h"
#include "rig/Window.h"

using namespace tonekiln;

namespace
{

/** Presses and lets go of the left button there, as the window system says it. */
void click(juce::Component& part)
{
    auto& peer = *part.getPeer();
    const auto where =
        peer.getComponent().getLocalPoint(&part, part.getLocalBounds().getCentre()).toFloat();
    for (const int held : {0 + juce::ModifierKeys::leftButtonModifier, 0})
        peer.handleMouseEvent(juce::MouseInputSource::InputSourceType::mouse, where,
                              juce::ModifierKeys(held), juce::MouseInputSource::defaultPressure,
                              juce::MouseInputSource::defaultOrientation,
                              juce::Time::currentTimeMillis());
}

} // namespace

TEST_CASE("a clicked field keeps the keyboard from a host that takes it", "[editor]")
{
    if (noScreenFor("the keyboard"))
        return;
    Window window(scenes::empty());
    window.editor->addToDesktop(0);
    settle();
    auto& prompt = window.find<Field>("prompt");
    auto& negative = window.find<Field>("negative");
    auto& peer = *window.editor->getPeer();
    prompt.grabKeyboardFocus();
    settle();
    click(negative);
    REQUIRE(negative.hasKeyboardFocus(false));

    SECTION("it goes back to what had it before: the click has the last word")
    {
        prompt.grabKeyboardFocus();
        settle();
        CHECK(negative.hasKeyboardFocus(false));
    }
    SECTION("it goes to nobody: the click has the last word, once")
    {
        peer.handleFocusLoss();
        settle();
        CHECK(negative.hasKeyboardFocus(false));
        peer.handleFocusLoss();
        settle();
        CHECK(juce::Component::getCurrentlyFocusedComponent() == nullptr);
        SECTION("and keys that come for nobody are for the field that was clicked")
        {
            peer.handleKeyPress('x', 'x');
            settle();
            CHECK(negative.getText() == "x");
            CHECK(prompt.getText().isEmpty());
        }
    }
    SECTION("another window gets it: nothing is taken from that")
    {
        pump(200); // longer than a host takes to answer a click
        peer.handleFocusLoss();
        settle();
        CHECK(juce::Component::getCurrentlyFocusedComponent() == nullptr);
    }
    window.editor->removeFromDesktop();
}
