#include "Basics.h"

#include "../Captioned.h"

namespace tonekiln
{

Basics::Basics(DraftDesk& desk)
    : length(desk)
    , keyAndTempo(desk)
    , takesAndSeed(desk)
    , inputs(desk)
{
    addAndMakeVisible(length);
    addAndMakeVisible(keyAndTempo);
    addAndMakeVisible(takesAndSeed);
    addAndMakeVisible(inputs);
}

void Basics::show(const EditorState& state)
{
    length.show(state);
    keyAndTempo.show(state);
    takesAndSeed.show(state);
    inputs.show(state);
    resized(); // the inputs may have grown
}

int Basics::idealHeight() const
{
    return LengthRow::height + 2 * captionedHeight + inputs.idealHeight() + 3 * space::block;
}

void Basics::resized()
{
    auto area = getLocalBounds();
    const auto row = [&area](int height)
    {
        const auto taken = area.removeFromTop(height);
        area.removeFromTop(space::block);
        return taken;
    };
    length.setBounds(row(LengthRow::height));
    keyAndTempo.setBounds(row(captionedHeight));
    takesAndSeed.setBounds(row(captionedHeight));
    inputs.setBounds(row(inputs.idealHeight()));
}

} // namespace tonekiln
