#include "ClickedFocus.h"

namespace tonekiln
{

namespace
{
constexpr juce::uint32 takenBackWithinMs = 500;
}

ClickedFocus::ClickedFocus(juce::Component& whole)
    : window(whole)
{
    window.addMouseListener(this, true);
    juce::Desktop::getInstance().addFocusChangeListener(this);
}

ClickedFocus::~ClickedFocus()
{
    juce::Desktop::getInstance().removeFocusChangeListener(this);
    window.removeMouseListener(this);
}

void ClickedFocus::mouseDown(const juce::MouseEvent&)
{
    // The click has moved the keyboard already; what the host does to that comes after it.
    before = held;
    clicked = juce::Component::getCurrentlyFocusedComponent();
    clickedAt = juce::Time::getMillisecondCounter();
}

void ClickedFocus::globalFocusChanged(juce::Component* focused)
{
    if (focused == nullptr || !window.isParentOf(focused))
        return;
    held = focused;
    const bool givenBack = focused == before && clicked != nullptr && focused != clicked;
    if (givenBack && juce::Time::getMillisecondCounter() - clickedAt < takenBackWithinMs)
        clicked->grabKeyboardFocus();
}

} // namespace tonekiln
