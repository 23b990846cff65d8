#include "ClickedFocus.h"

namespace tonekiln
{

namespace
{
constexpr juce::uint32 givenBackWithinMs = 500;
constexpr juce::uint32 takenAwayWithinMs = 100; // no one goes to another window as fast
} // namespace

ClickedFocus::ClickedFocus(juce::Component& whole)
    : window(whole)
{
    window.addMouseListener(this, true);
    window.addComponentListener(this);
    juce::Desktop::getInstance().addFocusChangeListener(this);
    listenAround(window.getTopLevelComponent());
}

ClickedFocus::~ClickedFocus()
{
    listenAround(nullptr);
    juce::Desktop::getInstance().removeFocusChangeListener(this);
    window.removeComponentListener(this);
    window.removeMouseListener(this);
}

void ClickedFocus::mouseDown(const juce::MouseEvent&)
{
    // The click has moved the keyboard already; what the host does to that comes after it.
    before = held;
    clicked = juce::Component::getCurrentlyFocusedComponent();
    clickedAt = juce::Time::getMillisecondCounter();
    takenBack = false;
}

void ClickedFocus::globalFocusChanged(juce::Component* focused)
{
    if (window.isParentOf(focused))
        held = focused;
    if (clicked == nullptr || focused == clicked)
        return;
    const auto since = juce::Time::getMillisecondCounter() - clickedAt;
    if (focused != nullptr && focused == before && since < givenBackWithinMs)
        clicked->grabKeyboardFocus();
    // A button may have opened a window, which has the keyboard by right: only text asks for it.
    if (focused == nullptr && clickedOnText() && since < takenAwayWithinMs)
        if (!std::exchange(takenBack, true))
            clicked->grabKeyboardFocus();
}

void ClickedFocus::componentParentHierarchyChanged(juce::Component&)
{
    listenAround(window.getTopLevelComponent());
}

bool ClickedFocus::keyPressed(const juce::KeyPress& key, juce::Component*)
{
    if (juce::Component::getCurrentlyFocusedComponent() != nullptr || !clickedOnText())
        return false;
    clicked->grabKeyboardFocus();
    return clicked->hasKeyboardFocus(false) && window.getPeer()->handleKeyPress(key);
}

bool ClickedFocus::clickedOnText() const
{
    return dynamic_cast<juce::TextInputTarget*>(clicked.getComponent()) != nullptr &&
           clicked->isShowing() && window.isParentOf(clicked);
}

void ClickedFocus::listenAround(juce::Component* top)
{
    if (top == around)
        return;
    if (around != nullptr)
        around->removeKeyListener(this);
    around = top;
    if (around != nullptr)
        around->addKeyListener(this);
}

} // namespace tonekiln
