#include "Keyboard.h"

#include "HostWindow.h"
#include "KeyRules.h"

namespace tonekiln
{

namespace
{
constexpr juce::uint32 givenBackWithinMs = 500;
constexpr juce::uint32 takenAwayWithinMs = 100; // no one goes to another window as fast

/** On a busy machine the host answers a click late; a person who goes elsewhere as fast clicks
    once more. */
constexpr juce::uint32 takenByHostWithinMs = 1000;

/** A press may open a menu a few messages later. */
constexpr juce::uint32 menusOpenWithinMs = 60;

juce::uint32 now()
{
    return juce::Time::getMillisecondCounter();
}
} // namespace

Keyboard::Keyboard(juce::Component& whole, bool hasHost)
    : window(whole)
    , hosted(hasHost)
    , input(whole)
{
    window.addMouseListener(this, true);
    window.addComponentListener(this);
    juce::Desktop::getInstance().addFocusChangeListener(this);
    listenAround(window.getTopLevelComponent());
}

Keyboard::~Keyboard()
{
    listenTo(nullptr);
    listenAround(nullptr);
    juce::Desktop::getInstance().removeFocusChangeListener(this);
    window.removeComponentListener(this);
    window.removeMouseListener(this);
}

Keyboard::Holder Keyboard::holderBy(juce::Component& pressed) const
{
    if (dynamic_cast<KeysOnClick*>(&pressed) != nullptr)
        return Holder::clips;
    for (auto* part = &pressed; part != nullptr && part != &window;
         part = part->getParentComponent())
        if (isText(part))
            return Holder::text;
    return Holder::host;
}

void Keyboard::mouseDown(const juce::MouseEvent& event)
{
    // The click has moved the keyboard already; what the host does to that comes after it.
    before = held;
    clicked = juce::Component::getCurrentlyFocusedComponent();
    clickedAt = mouseAt = now();
    ++clicks;
    takenBack = false;
    input.clicked();
    pressedOn = event.eventComponent;
    holder = holderBy(*event.eventComponent);
    if (event.mods.isPopupMenu() && holder == Holder::clips)
        holder = Holder::host; // its menu has no more keys once it is closed
    if (!hosted)
        return;
    // JUCE has taken the input focus for this click. Keys that come before it is given back come
    // here, and are handed on.
    input.take();
    // Before the button acts: a number that is being typed counts for what it starts.
    letGo();
}

void Keyboard::letGo()
{
    auto* focused = juce::Component::getCurrentlyFocusedComponent();
    if (!isOurs() && window.isParentOf(focused))
        focused->giveAwayKeyboardFocus();
}

void Keyboard::mouseDrag(const juce::MouseEvent& event)
{
    mouseAt = now();
    const auto* part = dynamic_cast<KeysOnClick*>(event.eventComponent);
    const bool keeps = part != nullptr && part->keysAfterDrag();
    if (holder == Holder::clips && !keeps && event.mouseWasDraggedSinceMouseDown())
        holder = Holder::host;
}

void Keyboard::mouseUp(const juce::MouseEvent&)
{
    mouseAt = now();
}

void Keyboard::holdFor(juce::Component* openSheet)
{
    sheet = openSheet;
    inSheet = nullptr;
    if (openSheet == nullptr && holder == Holder::text)
        holder = Holder::host;
    input.mayHaveMoved();
    letGo(); // JUCE has given it to the first field there is
}

bool Keyboard::mayWrite(const juce::Component& field) const
{
    return isOurs() && (sheet == nullptr || sheet->isParentOf(&field));
}

bool Keyboard::keepInSheet()
{
    auto* focused = juce::Component::getCurrentlyFocusedComponent();
    if (sheet == nullptr || !window.isParentOf(focused) || focused == sheet ||
        sheet->isParentOf(focused))
        return false;
    auto* part =
        inSheet != nullptr && inSheet->isShowing() ? inSheet.getComponent() : sheet.getComponent();
    part->grabKeyboardFocus();
    return part->hasKeyboardFocus(true);
}

void Keyboard::writingEnds()
{
    // After what Return and Escape do in the field, which JUCE has put off to a message of its own;
    // a click that came before that message has begun something else.
    juce::MessageManager::callAsync(
        [this, open = juce::Component::SafePointer<juce::Component>(&window), then = clicks]
        {
            if (open != nullptr && clicks == then)
                writingEnded();
        });
}

void Keyboard::writingEnded()
{
    if (!hosted || sheet != nullptr)
        return;
    holder = Holder::host;
    letGo();
    follow();
}

void Keyboard::follow()
{
    auto* peer = window.getPeer();
    if (!hosted || peer == nullptr || juce::Component::getCurrentlyModalComponent() != nullptr ||
        juce::ModifierKeys::currentModifiers.isAnyMouseButtonDown() ||
        now() - mouseAt < menusOpenWithinMs)
        return;
    auto* focused = juce::Component::getCurrentlyFocusedComponent();
    const bool inside = window.isParentOf(focused);
    // The field is gone, or closed to writing.
    if (holder == Holder::text && !(inside && isText(focused)) && !clickedOnText())
        holder = Holder::host;
    if (isOurs())
    {
        input.take();
        if (holder == Holder::text && now() - clickedAt < takenByHostWithinMs)
            input.takeBackFromHost();
        return;
    }
    if (inside)
    {
        focused->giveAwayKeyboardFocus();
        input.mayHaveMoved(); // our window has got the input focus meanwhile
    }
    input.give();
}

bool Keyboard::handOn(const juce::KeyPress& key)
{
    if (key.isKeyCode(juce::KeyPress::tabKey) && !alwaysTheHosts(key))
    {
        if (holder != Holder::host)
            holder = Holder::parts;
        return false;
    }
    auto* peer = window.getPeer();
    if (peer != nullptr && keepInSheet())
        return peer->handleKeyPress(key);
    return hosted && peer != nullptr && hostwindow::handOn(*peer, key);
}

void Keyboard::globalFocusChanged(juce::Component* focused)
{
    const bool inside = window.isParentOf(focused);
    if (inside)
        held = focused;
    if (sheet != nullptr && inside && sheet->isParentOf(focused))
        inSheet = focused;
    keepInSheet();
    listenTo(inside && (!isText(focused) || !isOurs()) ? focused : nullptr);
    // A field that a click opens in place of its words is a child of the label.
    if (holder == Holder::host && dynamic_cast<juce::Label*>(pressedOn.getComponent()) != nullptr &&
        isText(focused) && pressedOn->isParentOf(focused))
        holder = Holder::text;
    if (hosted && holder == Holder::host)
        return;
    keepClickedText(focused);
}

void Keyboard::keepClickedText(juce::Component* focused)
{
    if (clicked == nullptr || focused == clicked)
        return;
    const auto since = now() - clickedAt;
    // JUCE's own: to what had it before the click, or before the keyboard was given away.
    const bool notByTab = hosted && holder == Holder::text && sheet == nullptr && clickedOnText() &&
                          window.isParentOf(focused);
    if (focused != nullptr && (focused == before || notByTab) && since < givenBackWithinMs)
        clicked->grabKeyboardFocus();
    // A button may have opened a window, which has the keyboard by right: only text asks for it.
    if (focused == nullptr && clickedOnText() && since < takenAwayWithinMs)
        if (!std::exchange(takenBack, true))
            clicked->grabKeyboardFocus();
}

void Keyboard::componentParentHierarchyChanged(juce::Component&)
{
    listenAround(window.getTopLevelComponent());
    input.mayHaveMoved();
}

bool Keyboard::keyPressed(const juce::KeyPress& key, juce::Component* origin)
{
    if (origin == heldKeys && origin != around)
        return hosted && (!isOurs() || (alwaysTheHosts(key) && !isOurShortcut(key))) && handOn(key);
    if (juce::Component::getCurrentlyFocusedComponent() != nullptr)
        return false;
    if (hosted && !isOurs())
        return handOn(key);
    auto* meant = partInMind();
    if (meant == nullptr)
        return hosted && handOn(key);
    meant->grabKeyboardFocus();
    return meant->hasKeyboardFocus(false) && window.getPeer()->handleKeyPress(key);
}

juce::Component* Keyboard::partInMind() const
{
    if (sheet == nullptr && clickedOnText())
        return clicked;
    auto* part = inSheet != nullptr                  ? inSheet.getComponent()
                 : sheet != nullptr                  ? sheet.getComponent()
                 : holder == Holder::parts           ? held.getComponent()
                 : hosted && holder == Holder::clips ? clicked.getComponent()
                                                     : nullptr;
    return part != nullptr && part->isShowing() && window.isParentOf(part) ? part : nullptr;
}

bool Keyboard::clickedOnText() const
{
    return isText(clicked) && clicked->isShowing() && window.isParentOf(clicked);
}

void Keyboard::listen(Part& to, juce::Component* next, const juce::Component* besides)
{
    if (next == to)
        return;
    if (to != nullptr && to != besides)
        to->removeKeyListener(this);
    to = next;
    if (to != nullptr && to != besides)
        to->addKeyListener(this);
}

} // namespace tonekiln
