// The left zone: what is asked for.
// Thread: message thread.
#pragma once

#include "DropTargets.h"
#include "GenerateButton.h"
#include "PromptBox.h"
#include "engines/EnginePicker.h"
#include "settings/Basics.h"
#include "settings/Drawer.h"

namespace tonekiln
{

class AskZone final : public juce::Component, public juce::FileDragAndDropTarget
{
public:
    explicit AskZone(DraftDesk&);

    void show(const EditorState&);
    void focusPrompt() { prompt.focusPrompt(); }
    void openDrawer(bool);

    std::function<void()> onPresets;
    std::function<void()> onEngines;

    void paint(juce::Graphics&) override;
    void resized() override;
    /** What the keyboard reaches is scrolled into view. */
    void focusOfChildComponentChanged(FocusChangeType) override;

    bool isInterestedInFileDrag(const juce::StringArray&) override { return true; }
    void fileDragEnter(const juce::StringArray&, int x, int y) override;
    void fileDragMove(const juce::StringArray&, int x, int y) override;
    void fileDragExit(const juce::StringArray&) override;
    void filesDropped(const juce::StringArray&, int x, int y) override;

private:
    DraftDesk& desk;
    std::optional<EngineRow> engine;
    PromptBox prompt{desk};
    EnginePicker picker;
    Basics basics{desk};
    Drawer drawer{desk};
    juce::Component middle;  ///< basics or drawer; both where there is room
    juce::Viewport scroller; ///< around the middle, for small windows
    GenerateButton generate{desk};
    IconButton more{Icon::sliders, "More: what this engine can do"};
    DropTargets targets;
    bool drawerOpen = false;

    void arrange();
    void arrangeMiddle(bool both);

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(AskZone)
};

} // namespace tonekiln
