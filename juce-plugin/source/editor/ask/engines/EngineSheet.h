// Every engine: what is warm, on disk, on its way or to be got, under which licence, for how much
// memory, and what this machine makes of it.
// Thread: message thread.
#pragma once

#include "../../frame/Sheet.h"
#include "../DraftDesk.h"
#include "EngineProblems.h"
#include "EngineRowView.h"

namespace tonekiln
{

class EngineSheet final : public SheetContent
{
public:
    explicit EngineSheet(DraftDesk&);
    ~EngineSheet() override;

    void show(const EditorState&) override;
    juce::Point<int> idealSize() const override;
    void resized() override;
    void paint(juce::Graphics&) override;

private:
    void choose(juce::String engine);
    int listHeight() const;
    int problemHeight() const;

    DraftDesk& desk;
    juce::Viewport view;
    juce::Component list;
    juce::OwnedArray<EngineRowView> rows;
    EngineProblems problems;
    juce::String problem; ///< what just went wrong: the window's own words are covered

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(EngineSheet)
};

} // namespace tonekiln
