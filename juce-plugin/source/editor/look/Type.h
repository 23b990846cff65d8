// The one typeface: Inter, embedded (assets/Inter-LICENSE.txt).
// Thread: message thread.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln::type
{

enum class Weight
{
    regular,
    semibold
};

/** The embedded faces; whoever holds one keeps them loaded. */
class Faces
{
public:
    Faces();

    juce::Typeface::Ptr of(Weight weight) const
    {
        return weight == Weight::regular ? regular : semibold;
    }

private:
    juce::Typeface::Ptr regular, semibold;
};

/** @param size the em's height in points, as designers give it. */
juce::Font font(float size, Weight weight = Weight::regular);

inline juce::Font caption()
{
    return font(11.0f);
}
inline juce::Font badge()
{
    return font(10.0f, Weight::semibold);
}
inline juce::Font small()
{
    return font(12.0f);
}
inline juce::Font smallStrong()
{
    return font(12.0f, Weight::semibold);
}
inline juce::Font body()
{
    return font(13.0f);
}
inline juce::Font strong()
{
    return font(13.0f, Weight::semibold);
}
inline juce::Font title()
{
    return font(15.0f, Weight::semibold);
}
inline juce::Font display()
{
    return font(21.0f, Weight::semibold);
}

/** Width of one line, rounded up to whole points. */
int width(const juce::Font& font, const juce::String& line);

} // namespace tonekiln::type
