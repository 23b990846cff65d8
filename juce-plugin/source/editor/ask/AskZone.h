// The left zone: what is asked for.
// Thread: message thread.
#pragma once

#include "DraftDesk.h"
#include "Drawer.h"
#include "DropTargets.h"
#include "EnginePicker.h"
#include "GenerateButton.h"
#include "Inputs.h"
#include "KeyAndTempo.h"
#include "LengthRow.h"
#include "PromptBox.h"
#include "TakesAndSeed.h"

namespace tonekiln
{

class AskZone final : public juce::Component, public juce::FileDragAndDropTarget
{
public:
    explicit AskZone(DraftDesk&);
    ~AskZone() override;

    void show(const EditorState&);
    void focusPrompt() { prompt.focusPrompt(); }
    void openDrawer(bool);

    std::function<void()> onPresets;
    std::function<void()> onEngines;

    void paint(juce::Graphics&) override;
    void resized() override;

    bool isInterestedInFileDrag(const juce::StringArray&) override { return true; }
    void fileDragEnter(const juce::StringArray&, int x, int y) override;
    void fileDragMove(const juce::StringArray&, int x, int y) override;
    void fileDragExit(const juce::StringArray&) override;
    void filesDropped(const juce::StringArray&, int x, int y) override;

private:
    /** The controls between prompt and button: scrolled where the window is small. */
    class Basics;

    DraftDesk& desk;
    std::optional<EngineRow> engine;
    PromptBox prompt{desk};
    EnginePicker picker;
    std::unique_ptr<Basics> basics;
    Drawer drawer{desk};
    juce::Viewport middle;
    GenerateButton generate{desk};
    IconButton more{Icon::sliders, "More: what this engine can do"};
    DropTargets targets;
    bool drawerOpen = false;

    void fitMiddle();

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(AskZone)
};

} // namespace tonekiln
