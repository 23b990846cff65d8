// Sound that the next clip builds on: what was dropped, and how to add some.
// Thread: message thread.
#pragma once

#include "../parts/IconButton.h"
#include "../parts/PushButton.h"
#include "DraftDesk.h"

namespace tonekiln
{

/** The roles a file can play for an engine, most usual first. Without a known engine: all. */
std::vector<InputRole> rolesFor(const EngineRow* engine, const juce::StringArray& files);

class Inputs final : public juce::Component
{
public:
    explicit Inputs(DraftDesk&);

    void show(const EditorState&);
    int idealHeight() const;

    void paint(juce::Graphics&) override;
    void resized() override;

private:
    DraftDesk& desk;
    std::vector<InputFile> shown;
    std::vector<InputRole> roles{InputRole::init, InputRole::continuation, InputRole::melody};
    PushButton add{"Add"};
    juce::OwnedArray<IconButton> removers;
    std::unique_ptr<juce::FileChooser> chooser;

    void rebuild();
    void offerRoles();
    void choose(InputRole);
    juce::Rectangle<int> rowOf(int index) const;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Inputs)
};

} // namespace tonekiln
