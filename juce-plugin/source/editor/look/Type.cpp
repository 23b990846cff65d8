#include "Type.h"

#include "JuceReleases.h"

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
    return juces::fontOf(faces->of(weight)).withPointHeight(size);
}

int width(const juce::Font& font, const juce::String& line)
{
    return juce::roundToInt(std::ceil(juces::widthOf(font, line)));
}

} // namespace tonekiln::type
