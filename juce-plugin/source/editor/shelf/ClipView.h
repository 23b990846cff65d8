// One clip on the shelf.
// Thread: message thread.
#pragma once

#include "../parts/BeatGrid.h"
#include "../parts/DragHandle.h"
#include "../parts/IconButton.h"
#include "../parts/Keys.h"
#include "../parts/PushButton.h"
#include "../parts/WaveformImage.h"
#include "ClipMenu.h"

namespace tonekiln
{

class ClipView final : public juce::Component,
                       public juce::SettableTooltipClient,
                       public KeysOnClick
{
public:
    /** What a row asks of the list it is in. */
    struct Listener
    {
        virtual ~Listener() = default;
        virtual void clipPressed(int row, const juce::ModifierKeys&) = 0;
        virtual void clipDragged(int row, juce::Component& from) = 0;
        virtual void clipCommand(int row, ClipCommand) = 0;
    };

    explicit ClipView(Listener&);

    void show(int row, const ClipRow&, bool selected, const PlacingState&);
    const ClipRow& clip() const { return shown; }

    void paint(juce::Graphics&) override;
    void resized() override;
    void mouseEnter(const juce::MouseEvent&) override { point(); }
    void mouseExit(const juce::MouseEvent&) override { point(); }
    void mouseDown(const juce::MouseEvent&) override;
    void mouseDrag(const juce::MouseEvent&) override;
    void mouseUp(const juce::MouseEvent&) override;
    void mouseDoubleClick(const juce::MouseEvent&) override;

    static constexpr int height = 56;

private:
    Listener& list;
    int row = -1;
    ClipRow shown;
    PlacingState placing;
    bool selected = false, pointed = false, dragging = false;
    WaveformImage wave;
    DragHandle handle{"Drag into your session"};
    IconButton play{Icon::play, "Listen"};
    IconButton star{Icon::star, "Favourite"};
    IconButton reroll{Icon::reroll, "Another take"};
    IconButton place{Icon::place, "Place"};
    IconButton reveal{Icon::reveal, "Show the file"};
    IconButton more{Icon::more, "More"};
    PushButton makeAgain{"Make again"};
    juce::Rectangle<int> waveArea, wordsArea;

    void connect(juce::Button&, ClipCommand);
    void showButtons();
    void point();
    void offerMenu();

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(ClipView)
};

} // namespace tonekiln
