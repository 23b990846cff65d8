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
    /** @param towards an engine to be seen at once; empty: one that comes, or the chosen one */
    explicit EngineSheet(DraftDesk&, juce::String towards = {});
    ~EngineSheet() override;

    void show(const EditorState&) override;
    juce::Point<int> idealSize() const override;
    void resized() override;
    void paint(juce::Graphics&) override;

private:
    void choose(juce::String engine);
    void scrollOnce();
    std::vector<const EngineRow*> inOrder(const EditorState&);
    int listHeight() const;
    int problemHeight() const;

    DraftDesk& desk;
    juce::StringArray order; ///< of names, as it was when the sheet was opened
    juce::String seenFirst;  ///< an engine; empty once it was scrolled to
    bool looked = false;     ///< for one to be seen first
    juce::Viewport view;
    juce::Component list;
    juce::OwnedArray<EngineRowView> rows;
    EngineProblems problems;
    juce::String problem; ///< what just went wrong: the window's own words are covered

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(EngineSheet)
};

} // namespace tonekiln
