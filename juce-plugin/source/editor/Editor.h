// The plugin's window.
// Thread: message thread only.
#pragma once

#include "EditorActions.h"

#include <juce_audio_processors/juce_audio_processors.h>

namespace tonekiln
{

class Editor final : public juce::AudioProcessorEditor
{
public:
    /** @param actions outlives the editor: it belongs to the processor. */
    Editor(juce::AudioProcessor& processor, EditorActions& actions);
    ~Editor() override;

    void paint(juce::Graphics&) override;

private:
    EditorActions& actions;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Editor)
};

} // namespace tonekiln
