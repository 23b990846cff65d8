// Named starting points: the factory's and one's own, found by kind and by words.
// Thread: message thread.
#pragma once

#include "../../frame/Sheet.h"
#include "../../parts/Field.h"
#include "../../parts/PushButton.h"
#include "../DraftDesk.h"

namespace tonekiln
{

class PresetSheet final : public SheetContent, private juce::ListBoxModel
{
public:
    explicit PresetSheet(DraftDesk&);

    void show(const EditorState&) override;
    juce::Point<int> idealSize() const override { return {560, 420}; }
    void resized() override;
    void paint(juce::Graphics&) override;

private:
    /** The kinds of preset, beside the list. */
    class Kinds final : public juce::ListBoxModel
    {
    public:
        juce::StringArray names;
        std::function<void()> onChange;

        int getNumRows() override { return names.size(); }
        void paintListBoxItem(int, juce::Graphics&, int width, int height, bool) override;
        void selectedRowsChanged(int) override { onChange(); }
        juce::String getNameForRow(int row) override { return names[row]; }
    };

    DraftDesk& desk;
    std::vector<PresetRow> presets, found;
    Field search{"Search presets", "Search: drums, 7/8, warm"};
    Kinds kinds;
    juce::ListBox kindList{"Kinds", &kinds};
    juce::ListBox list{"Presets", this};
    Field name{"Name of the new preset", "Keep what you asked for under a name"};
    PushButton save{"Keep"};

    void filter();
    void apply(int row);
    void keep();

    int getNumRows() override { return static_cast<int>(found.size()); }
    void paintListBoxItem(int row, juce::Graphics&, int width, int height, bool selected) override;
    void listBoxItemClicked(int row, const juce::MouseEvent&) override { apply(row); }
    void returnKeyPressed(int row) override { apply(row); }
    juce::String getNameForRow(int row) override;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(PresetSheet)
};

} // namespace tonekiln
