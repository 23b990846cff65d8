// The lower right zone: the clips of this session, newest first.
// Thread: message thread.
#pragma once

#include "../frame/DragOut.h"
#include "../parts/Field.h"
#include "ClipView.h"

namespace tonekiln
{

class ShelfZone final : public juce::Component,
                        private juce::ListBoxModel,
                        private ClipView::Listener
{
public:
    ShelfZone(EditorActions&, DragOut&);
    ~ShelfZone() override;

    void show(const EditorState&);
    void focusSearch() { search.grabKeyboardFocus(); }

    /** Somebody wants to say where these clips go. */
    std::function<void(const juce::StringArray& clipIds)> onPlaceElsewhere;
    /** Somebody wants to choose a part of this clip. */
    std::function<void(const juce::String& clipId)> onEditPart;

    void paint(juce::Graphics&) override;
    void resized() override;

private:
    /** A list whose letters do things with the clip in front. */
    class List;

    EditorActions& actions;
    DragOut& dragOut;
    std::vector<ClipRow> clips;
    PlacingState placing;
    juce::String selectedClip, searched, emptyWords;
    bool following = false; ///< a selection comes from the state, not from a person
    Field search{"Search clips", "Search: prompt, key, engine"};
    std::unique_ptr<List> list;

    void select(const juce::String& clipId);
    juce::StringArray chosenIds() const;
    /** The chosen clips where the row is one of them, or the row's alone. */
    juce::StringArray idsFor(int row) const;
    bool doCommand(int row, ClipCommand);

    int getNumRows() override { return static_cast<int>(clips.size()); }
    void paintListBoxItem(int, juce::Graphics&, int, int, bool) override {}
    juce::Component* refreshComponentForRow(int, bool, juce::Component*) override;
    void selectedRowsChanged(int lastRow) override;
    juce::String getNameForRow(int row) override;

    void clipPressed(int row, const juce::ModifierKeys&) override;
    void clipDragged(int row, juce::Component& from) override;
    void clipCommand(int row, ClipCommand command) override { doCommand(row, command); }

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(ShelfZone)
};

} // namespace tonekiln
