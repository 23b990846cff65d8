// The upper right zone: what is being made or listened to.
// Thread: message thread.
#pragma once

#include "Card.h"
#include "Notice.h"
#include "NowHeader.h"
#include "Stage.h"

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
    Card card;
    Notice notice;
    View view = View::card;
    std::optional<ClipRow> clip; ///< the one chosen last, also while a search hides its row
    juce::String jobId, clipAtJobStart;

    void takeClip(const EditorState&);
    View choose(const EditorState&);

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(NowZone)
};

} // namespace tonekiln
