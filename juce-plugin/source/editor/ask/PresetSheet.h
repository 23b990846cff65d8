// Named starting points: the factory's and one's own, found by words.
// Thread: message thread.
#pragma once

#include "../frame/Sheet.h"
#include "../parts/Field.h"
#include "../parts/PushButton.h"
#include "DraftDesk.h"

namespace tonekiln
{

class PresetSheet final : public SheetContent, private juce::ListBoxModel
{
public:
    explicit PresetSheet(DraftDesk&);

    void show(const EditorState&) override;
    juce::Point<int> idealSize() const override { return {520, 420}; }
    void resized() override;
    void paint(juce::Graphics&) override;

private:
    /** A heading where `preset` is null. */
    struct Line
    {
        juce::String heading;
        std::optional<PresetRow> preset;
    };

    DraftDesk& desk;
    std::vector<PresetRow> presets;
    std::vector<Line> lines;
    Field search{"Search presets", "Search presets: drums, 7/8, warm"};
    juce::ListBox list{"Presets", this};
    Field name{"Name of the new preset", "Keep what you asked for as a preset: name"};
    PushButton save{"Keep"};

    void filter();
    void apply(int row);
    void keep();

    int getNumRows() override { return static_cast<int>(lines.size()); }
    void paintListBoxItem(int row, juce::Graphics&, int width, int height, bool selected) override;
    void listBoxItemClicked(int row, const juce::MouseEvent&) override { apply(row); }
    void returnKeyPressed(int row) override { apply(row); }
    juce::String getNameForRow(int row) override;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(PresetSheet)
};

} // namespace tonekiln
