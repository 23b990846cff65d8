// The upper right zone: what is being made or listened to.
// Thread: message thread.
#pragma once

#include "Card.h"
#include "Notice.h"
#include "NowHeader.h"
#include "Stage.h"
#include "part/PartBar.h"
#include "part/PartPicker.h"

namespace tonekiln
{

class NowZone final : public juce::Component
{
public:
    NowZone(EditorActions&, DragOut&);

    void show(const EditorState&);
    /** The moving parts, once a frame. */
    void follow(const AuditionStatus&);

    NowHeader& head() { return header; }

    /** The first bar of the clip that is shown next is chosen, and the keyboard goes there. */
    void editPart(const juce::String& clipId);

    void paint(juce::Graphics&) override;
    void resized() override;

private:
    enum class View
    {
        card,
        clip,
        job
    };

    EditorActions& actions;
    NowHeader header;
    Stage stage;
    PartPicker picker;
    PartBar bar;
    Card card;
    Notice notice;
    View view = View::card;
    std::optional<ClipRow> clip; ///< the one chosen last, also while a search hides its row
    juce::String jobId, clipAtJobStart;
    juce::String toEdit; ///< the clip of which a part is to be chosen once it is shown

    void takeClip(const EditorState&);
    View choose(const EditorState&);
    void showPart(const EditorState&);
    void remakePart(const juce::String& words, const juce::String& engine);
    /** Where it is low, a notice comes before the bar. */
    bool hasRoomForBar(int height) const;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(NowZone)
};

} // namespace tonekiln
