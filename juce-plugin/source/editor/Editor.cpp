#include "Editor.h"

namespace tonekiln
{

Editor::Editor(juce::AudioProcessor& owner, EditorActions& behind)
    : AudioProcessorEditor(owner)
    , actions(behind)
{
    setResizable(true, true);
    setSize(960, 640);
    actions.editorOpened();
}

Editor::~Editor()
{
    actions.editorClosed();
}

void Editor::paint(juce::Graphics& g)
{
    g.fillAll(juce::Colour(0xff1c1b1a));
}

} // namespace tonekiln
