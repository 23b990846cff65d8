#include "Type.h"

#include <BinaryData.h>

namespace tonekiln::type
{

Faces::Faces()
    : regular(juce::Typeface::createSystemTypefaceFor(BinaryData::InterRegular_otf,
                                                      BinaryData::InterRegular_otfSize))
    , semibold(juce::Typeface::createSystemTypefaceFor(BinaryData::InterSemiBold_otf,
                                                       BinaryData::InterSemiBold_otfSize))
{
}

juce::Font font(float size, Weight weight)
{
    const juce::SharedResourcePointer<Faces> faces;
#if JUCE_MAJOR_VERSION >= 8
    return juce::Font(juce::FontOptions(faces->of(weight))).withPointHeight(size);
#else
    return juce::Font(faces->of(weight)).withPointHeight(size);
#endif
}

int width(const juce::Font& font, const juce::String& line)
{
#if JUCE_MAJOR_VERSION >= 8
    return juce::roundToInt(std::ceil(juce::GlyphArrangement::getStringWidth(font, line)));
#else
    return juce::roundToInt(std::ceil(font.getStringWidthFloat(line)));
#endif
}

} // namespace tonekiln::type
