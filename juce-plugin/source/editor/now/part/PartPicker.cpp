#include "PartPicker.h"

#include "../../look/Palette.h"
#include "../../look/Spacing.h"
#include "../../look/Surfaces.h"
#include "../../words/Words.h"

namespace tonekiln
{

namespace
{

constexpr int edgeWidth = 2;

/** Says what is chosen to whoever cannot see it. */
class Said final : public juce::AccessibilityTextValueInterface
{
public:
    explicit Said(std::function<juce::String()> what)
        : says(std::move(what))
    {
    }
    bool isReadOnly() const override { return true; }
    juce::String getCurrentValueAsString() const override { return says(); }
    void setValueAsString(const juce::String&) override {}

private:
    std::function<juce::String()> says;
};

} // namespace

PartPicker::PartPicker()
{
    setComponentID("part");
    setTitle("Part to make again");
    setTooltip("Drag over bars to make them again; with shift over beats");
    setWantsKeyboardFocus(true);
    setMouseCursor(juce::MouseCursor::IBeamCursor);
}

std::unique_ptr<juce::AccessibilityHandler> PartPicker::createAccessibilityHandler()
{
    return std::make_unique<juce::AccessibilityHandler>(
        *this, juce::AccessibilityRole::slider, juce::AccessibilityActions{},
        juce::AccessibilityHandler::Interfaces{std::make_unique<Said>([this] { return said(); })});
}

juce::String PartPicker::said() const
{
    return span ? words::part(*span) : juce::String("Nothing");
}

void PartPicker::show(const juce::String& clipId, std::optional<BarGauge> now)
{
    const bool other = std::exchange(clip, clipId) != clipId;
    const bool same = std::exchange(gauge, now) == now;
    const bool stays = std::exchange(kept, false) || !other;
    if (!stays || !same)
        choose(std::nullopt);
    setVisible(gauge.has_value());
}

void PartPicker::choose(std::optional<BarSpan> next)
{
    if (!gauge)
        next.reset();
    if (span == next)
        return;
    for (const auto& each : {span, next})
        if (each)
            repaint(areaOf(*each));
    span = next;
    if (auto* handler = getAccessibilityHandler())
        handler->notifyAccessibilityEvent(juce::AccessibilityEvent::valueChanged);
    if (onChange)
        onChange();
}

double PartPicker::placeOf(float x) const
{
    return getWidth() > 0 ? static_cast<double>(x) / getWidth() : 0.0;
}

juce::Rectangle<int> PartPicker::areaOf(const BarSpan& each) const
{
    const auto steps = static_cast<double>(gauge ? gauge->bars : 1) * each.perBar;
    const auto at = [&](int step) { return juce::roundToInt(getWidth() * (step / steps)); };
    return getLocalBounds().withLeft(at(each.from)).withRight(at(each.to));
}

void PartPicker::paint(juce::Graphics& g)
{
    if (span)
    {
        auto area = areaOf(*span);
        g.setColour(palette::paper.withAlpha(0.16f));
        g.fillRect(area);
        g.setColour(palette::paper);
        g.fillRect(area.removeFromLeft(edgeWidth));
        g.fillRect(area.removeFromRight(edgeWidth));
    }
    if (hasKeyboardFocus(false))
        drawFocusRing(g, getLocalBounds().toFloat());
}

void PartPicker::mouseDown(const juce::MouseEvent&)
{
    before = span;
}

void PartPicker::mouseDrag(const juce::MouseEvent& event)
{
    if (!gauge || event.mods.isPopupMenu() || event.getDistanceFromDragStart() < space::unit)
        return;
    choose(spanOver(placeOf(event.mouseDownPosition.x), placeOf(event.position.x), *gauge,
                    event.mods.isShiftDown() ? gauge->beats : 1));
}

void PartPicker::mouseUp(const juce::MouseEvent& event)
{
    if (!gauge || event.mods.isPopupMenu() || event.mouseWasDraggedSinceMouseDown())
        return;
    if (before)
        return choose(std::nullopt);
    const auto place = placeOf(event.position.x);
    choose(spanOver(place, place, *gauge, event.mods.isShiftDown() ? gauge->beats : 1));
}

bool PartPicker::keyPressed(const juce::KeyPress& key)
{
    const auto modifiers = key.getModifiers();
    if (!gauge || modifiers.isCtrlDown() || modifiers.isAltDown() || modifiers.isCommandDown())
        return false;
    if (key.isKeyCode(juce::KeyPress::escapeKey) && span)
    {
        choose(std::nullopt);
        return true;
    }
    const bool right = key.isKeyCode(juce::KeyPress::rightKey);
    if (!right && !key.isKeyCode(juce::KeyPress::leftKey))
        return false;
    const int by = right ? 1 : -1;
    if (!span)
        choose(right ? BarSpan{0, 1, 1} : BarSpan{gauge->bars - 1, gauge->bars, 1});
    else
        choose(modifiers.isShiftDown() ? grownBy(*span, by, *gauge) : movedBy(*span, by, *gauge));
    return true;
}

} // namespace tonekiln
