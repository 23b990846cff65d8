#include "DragHandle.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"

namespace tonekiln
{

void drawGrip(juce::Graphics& g, juce::Rectangle<int> area, bool usable)
{
    constexpr float dot = 3.0f;
    constexpr float pitch = 6.0f;
    const auto centre = area.getCentre().toFloat();
    g.setColour(usable ? palette::ember : palette::hairline);
    for (const auto column : {-0.5f, 0.5f})
        for (const auto row : {-1.0f, 0.0f, 1.0f})
            g.fillEllipse(juce::Rectangle<float>(dot, dot).withCentre(
                {centre.x + column * pitch, centre.y + row * pitch}));
}

DragHandle::DragHandle(const juce::String& title)
{
    setTitle(title);
    setTooltip(title);
    setMouseCursor(juce::MouseCursor::DraggingHandCursor);
}

void DragHandle::paint(juce::Graphics& g)
{
    drawGrip(g, getLocalBounds(), isEnabled());
}

void DragHandle::mouseDown(const juce::MouseEvent&)
{
    begun = false;
}

void DragHandle::mouseDrag(const juce::MouseEvent& event)
{
    if (begun || !isEnabled() || event.getDistanceFromDragStart() < space::unit)
        return;
    begun = true;
    if (onDrag)
        onDrag();
}

} // namespace tonekiln
