#include "Sheet.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Surfaces.h"
#include "../look/Type.h"

namespace tonekiln
{

namespace
{
constexpr int titleHeight = 10 * space::unit;
}

Sheet::Sheet()
{
    // The keyboard stays inside while it is open.
    setFocusContainerType(FocusContainerType::keyboardFocusContainer);
    setWantsKeyboardFocus(true);
    closeButton.onClick = [this] { close(); };
    closeButton.setExplicitFocusOrder(2);
    addAndMakeVisible(closeButton);
    setVisible(false);
}

void Sheet::open(std::unique_ptr<SheetContent> newContent, const EditorState& state,
                 juce::Component* asked)
{
    close();
    content = std::move(newContent);
    opener = asked;
    content->close = [this] { close(); };
    content->setExplicitFocusOrder(1);
    addAndMakeVisible(*content);
    content->show(state);
    setTitle(content->getTitle());
    setVisible(true);
    toFront(false);
    resized();
    repaint();
    if (onOpen)
        onOpen(true);
    if (isShowing())
        content->grabKeyboardFocus();
}

void Sheet::close()
{
    if (content == nullptr)
        return;
    setVisible(false);
    removeChildComponent(content.get());
    if (onOpen)
        onOpen(false);
    // The content may be what asked for this: it goes when its call has returned.
    juce::MessageManager::callAsync(
        [leaving = std::shared_ptr<SheetContent>(std::move(content))] {});
    if (opener != nullptr && opener->isShowing())
        opener->grabKeyboardFocus();
}

void Sheet::show(const EditorState& state)
{
    if (content == nullptr)
        return;
    content->show(state);
    resized(); // it may ask for another size now
    repaint();
}

void Sheet::follow(const HostFacts& host)
{
    if (content != nullptr)
        content->follow(host);
}

juce::Rectangle<int> Sheet::panel() const
{
    const auto ideal = content->idealSize();
    const auto room = getLocalBounds().reduced(8 * space::unit);
    return room.withSizeKeepingCentre(
        juce::jmin(room.getWidth(), ideal.x + 2 * space::margin),
        juce::jmin(room.getHeight(), ideal.y + titleHeight + space::margin));
}

void Sheet::paint(juce::Graphics& g)
{
    if (content == nullptr)
        return;
    g.fillAll(palette::well.withAlpha(0.72f));
    const auto area = panel();
    g.setColour(palette::zone);
    g.fillRoundedRectangle(area.toFloat(), space::zoneCorner);
    g.setColour(palette::outline);
    g.drawRoundedRectangle(area.toFloat().reduced(0.5f), space::zoneCorner, 1.0f);
    drawLine(g, content->getTitle(), area.withHeight(titleHeight).withTrimmedLeft(space::margin),
             type::title(), palette::text);
}

void Sheet::resized()
{
    if (content == nullptr)
        return;
    auto area = panel();
    auto top = area.removeFromTop(titleHeight);
    closeButton.setBounds(
        top.removeFromRight(titleHeight).withSizeKeepingCentre(space::control, space::control));
    content->setBounds(area.withTrimmedBottom(space::margin).reduced(space::margin, 0));
}

void Sheet::mouseUp(const juce::MouseEvent& event)
{
    if (content != nullptr && !panel().contains(event.getPosition()))
        close();
}

bool Sheet::keyPressed(const juce::KeyPress& key)
{
    if (!key.isKeyCode(juce::KeyPress::escapeKey))
        return false;
    close();
    return true;
}

} // namespace tonekiln
