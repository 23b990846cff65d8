#include "NowZone.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "CardAndNotice.h"

namespace tonekiln
{

NowZone::NowZone(EditorActions& behind, DragOut& drags)
    : actions(behind)
    , header(behind, drags)
{
    setTitle("Now");
    addAndMakeVisible(header);
    addAndMakeVisible(stage);
    addAndMakeVisible(card);
    addChildComponent(notice);
}

void NowZone::takeClip(const EditorState& state)
{
    const auto row =
        std::find_if(state.clips.begin(), state.clips.end(),
                     [&state](const ClipRow& each) { return each.id == state.selectedClip; });
    if (row != state.clips.end())
        clip = *row;
    else if (state.search.trim().isEmpty() || !clip || clip->id != state.selectedClip)
        clip.reset();
}

NowZone::View NowZone::choose(const EditorState& state)
{
    if (state.job.busy())
    {
        if (std::exchange(jobId, state.job.id) != state.job.id)
            clipAtJobStart = state.selectedClip;
        // A new job is watched until another clip is looked at.
        if (!clip || state.selectedClip == clipAtJobStart)
            return View::job;
    }
    return clip ? View::clip : View::card;
}

void NowZone::show(const EditorState& state)
{
    takeClip(state);
    view = choose(state);
    card.setVisible(view == View::card);
    notice.show(noticeFor(state, actions, view == View::card));

    switch (view)
    {
    case View::card:
        card.show(cardFor(state, actions));
        header.showDraft(state.draft, state.host);
        stage.showDraft(state.draft, state.host);
        break;
    case View::job:
        header.showJob(state.job);
        stage.showJob(state.job);
        break;
    case View::clip:
        header.showClip(*clip);
        header.showPlacing(state.placing);
        stage.showClip(*clip);
        break;
    }
    resized();
    follow(state.audition);
}

void NowZone::follow(const AuditionStatus& status)
{
    header.showAudition(status);
    const bool ours = view == View::clip  ? status.clipId == clip->id
                      : view == View::job ? status.mood == AuditionMood::preview
                                          : false;
    const bool moving = ours && status.on && status.mood != AuditionMood::silent;
    stage.frame(moving ? std::optional(status.position) : std::nullopt);
}

void NowZone::resized()
{
    auto area = getLocalBounds().reduced(space::margin);
    if (notice.isVisible())
    {
        notice.setBounds(area.removeFromBottom(Notice::height));
        area.removeFromBottom(space::gap);
    }
    header.setBounds(area.removeFromTop(NowHeader::height));
    area.removeFromTop(space::unit);
    stage.setBounds(area);
    card.setBounds(stage.getBounds().withTrimmedTop(Stage::rulerHeight));
}

void NowZone::paint(juce::Graphics& g)
{
    g.setColour(palette::zone);
    g.fillRoundedRectangle(getLocalBounds().toFloat(), space::zoneCorner);
}

} // namespace tonekiln
