// Every engine: what is warm, on disk or to be pulled, under which licence, for how much memory.
// Thread: message thread.
#pragma once

#include "../../frame/Sheet.h"
#include "../DraftDesk.h"
#include "EngineProblems.h"

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

private:
    class Row;

    void choose(juce::String engine);
    int listHeight() const;

    DraftDesk& desk;
    juce::Viewport view;
    juce::Component list;
    juce::OwnedArray<Row> rows;
    EngineProblems problems;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(EngineSheet)
};

} // namespace tonekiln
