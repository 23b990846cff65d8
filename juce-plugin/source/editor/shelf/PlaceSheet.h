// Where clips go on the timeline, when it is not the playhead.
// Thread: message thread.
#pragma once

#include "../EditorActions.h"
#include "../frame/Sheet.h"
#include "../parts/NumberField.h"
#include "../parts/PushButton.h"

namespace tonekiln
{

class PlaceSheet final : public SheetContent
{
public:
    PlaceSheet(EditorActions&, juce::StringArray clipIds);

    void show(const EditorState&) override;
    juce::Point<int> idealSize() const override;
    void resized() override;
    void paint(juce::Graphics&) override;

private:
    EditorActions& actions;
    const juce::StringArray clipIds;
    juce::String words;
    bool barShown = false;
    juce::OwnedArray<PushButton> spots;
    NumberField bar;
    PushButton atBar{"Place at this bar", PushButton::Weight::primary};

    void add(const char* words, const char* id, protocol::PlaceAt);
    void choose(Spot);

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(PlaceSheet)
};

} // namespace tonekiln
