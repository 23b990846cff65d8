#include "Icons.h"

#include <juce_gui_basics/juce_gui_basics.h>

#include <array>

namespace tonekiln
{

namespace
{

constexpr float square = 24.0f;
constexpr float strokeWidth = 1.7f;

const char* outlineOf(Icon icon)
{
    switch (icon)
    {
    case Icon::play:
        return "M8 5.5 L18.5 12 L8 18.5 Z";
    case Icon::stop:
        return "M7 7 H17 V17 H7 Z";
    case Icon::star:
        return "M12 4 L14.4 9.2 L20 9.9 L15.9 13.8 L17 19.4 L12 16.6 L7 19.4 L8.1 13.8 L4 9.9 "
               "L9.6 9.2 Z";
    case Icon::reroll:
        return "M19 12 A7 7 0 1 1 16.6 6.7 M16.9 3 V7 H12.9";
    case Icon::place:
        return "M12 3 V13 M8 9.5 L12 13.5 L16 9.5 M4 17 H20 M4 20.5 H20";
    case Icon::reveal:
        return "M4 7 V18.5 H20 V8.5 H12 L10 5.5 H4 Z";
    case Icon::more:
        return "M5 12 h0.1 M12 12 h0.1 M19 12 h0.1";
    case Icon::close:
        return "M6 6 L18 18 M18 6 L6 18";
    case Icon::dice:
        return "M5 7 A2 2 0 0 1 7 5 H17 A2 2 0 0 1 19 7 V17 A2 2 0 0 1 17 19 H7 A2 2 0 0 1 5 17 Z "
               "M9 9 h0.1 M15 9 h0.1 M12 12 h0.1 M9 15 h0.1 M15 15 h0.1";
    case Icon::list:
        return "M4.5 6.5 H19.5 M4.5 12 H19.5 M4.5 17.5 H13";
    case Icon::lock:
        return "M6 11 H18 V19.5 H6 Z M8.5 11 V8 A3.5 3.5 0 0 1 15.5 8 V11";
    case Icon::unlock:
        return "M6 11 H18 V19.5 H6 Z M8.5 11 V7 A3.5 3.5 0 0 1 15.2 5.6";
    case Icon::link:
        return "M10 8 H7.5 A4 4 0 0 0 7.5 16 H10 M14 8 H16.5 A4 4 0 0 1 16.5 16 H14 M8.5 12 H15.5";
    case Icon::chevronDown:
        return "M7 10 L12 15 L17 10";
    case Icon::sliders:
        return "M4 8 H12 M17 8 H20 M4 16 H7 M12 16 H20 M14.5 5.5 V10.5 M9.5 13.5 V18.5";
    case Icon::back:
        return "M14 7 L9 12 L14 17";
    case Icon::pull:
        return "M12 4 V14 M8 10.5 L12 14.5 L16 10.5 M5 19 H19";
    case Icon::pin:
        return "M9 4 H15 L14.3 10 L17 13.5 H7 L9.7 10 Z M12 13.5 V20";
    case Icon::plus:
        return "M12 6 V18 M6 12 H18";
    case Icon::minus:
        return "M6 12 H18";
    case Icon::warning:
        return "M12 4.5 L20.5 19 H3.5 Z M12 10 V14 M12 16.6 v0.1";
    case Icon::level:
        return "M4 10 V14 H7.5 L12 18 V6 L7.5 10 Z M15 9.5 A3.6 3.6 0 0 1 15 14.5 M17.6 7 A7 7 0 0 "
               "1 "
               "17.6 17";
    case Icon::kiln:
        return "M4 20 V12 A8 8 0 0 1 20 12 V20 Z M9 20 V15.5 A3 3 0 0 1 15 15.5 V20";
    }
    return "";
}

const juce::Path& pathOf(Icon icon)
{
    static const auto paths = []
    {
        std::array<juce::Path, static_cast<std::size_t>(Icon::kiln) + 1> all;
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = juce::Drawable::parseSVGPath(outlineOf(static_cast<Icon>(i)));
        return all;
    }();
    return paths[static_cast<std::size_t>(icon)];
}

} // namespace

void drawIcon(juce::Graphics& g, Icon icon, juce::Rectangle<float> area, juce::Colour colour,
              bool solid)
{
    const auto side = juce::jmin(area.getWidth(), area.getHeight());
    const auto scale = side / square;
    const auto corner = area.getCentre() - juce::Point<float>(side, side) * 0.5f;
    const auto placed = juce::AffineTransform::scale(scale).translated(corner);
    const bool dots = icon == Icon::more;

    g.setColour(colour);
    if (solid)
        g.fillPath(pathOf(icon), placed);
    const juce::PathStrokeType stroke((dots ? 2.6f : strokeWidth), juce::PathStrokeType::curved,
                                      juce::PathStrokeType::rounded);
    g.strokePath(pathOf(icon), stroke, placed);
}

} // namespace tonekiln
