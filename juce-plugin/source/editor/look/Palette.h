// Every colour of the window. Pairs that carry text or mark a control are checked against WCAG 2.1
// in tests/editor/test_Palette.cpp.
// Thread: any; constants.
#pragma once

#include <juce_graphics/juce_graphics.h>

namespace tonekiln::palette
{

// Charcoal, from the deepest to the nearest.
inline const juce::Colour well{0xff100f0e};   ///< what is written or drawn into: fields, waveforms
inline const juce::Colour ground{0xff161514}; ///< the window itself
inline const juce::Colour zone{0xff1e1c1a};   ///< the three zones
inline const juce::Colour raised{0xff2b2826}; ///< what can be pressed
inline const juce::Colour lifted{0xff383431}; ///< what can be pressed, under the pointer
inline const juce::Colour hairline{0xff37332f}; ///< separations that carry no meaning
inline const juce::Colour outline{0xff857d74};  ///< the edge of a control

// Bone, for everything that is read.
inline const juce::Colour text{0xfff3ede4};
inline const juce::Colour quiet{0xffc2b9ae};
inline const juce::Colour faint{0xffa39a90};

// Paper: what must not be overlooked, and the one thing to press next.
inline const juce::Colour paper{0xfff3ede4};
inline const juce::Colour paperPressed{0xffd9d1c6};
inline const juce::Colour ink{0xff1c1a18};

// Ember: what is alive. A warm model, progress, the playhead, the drag handle. Nothing else.
inline const juce::Colour ember{0xffff7a3d};
inline const juce::Colour emberGlow{0xff5c2d18}; ///< behind bone text, as progress fills

} // namespace tonekiln::palette
