#include "NowZone.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "CardAndNotice.h"

namespace tonekiln
{

namespace
{
constexpr int lowestStage = Stage::rulerHeight + 12 * space::unit;
} // namespace

NowZone::NowZone(EditorActions& behind, DragOut& drags)
    : actions(behind)
    , header(behind, drags)
{
    setTitle("Now");
    addAndMakeVisible(header);
    addAndMakeVisible(stage);
    addChildComponent(picker);
    addChildComponent(bar);
    addAndMakeVisible(card);
    addChildComponent(notice);
    picker.onChange = [this]
    {
        bar.showPart(picker.chosen());
        resized();
    };
    bar.onLetGo = [this] { picker.choose(std::nullopt); };
    bar.onMake = [this](const auto& words, const auto& engine) { remakePart(words, engine); };
}

namespace
{

/** Parts are chosen of what has bars, and is there. */
std::optional<BarGauge> gaugeOf(const ClipRow& clip)
{
    if (!clip.bars || *clip.bars < 1 || clip.oneShot || !clip.fileExists)
        return std::nullopt;
    return BarGauge{*clip.bars, juce::jmax(1, clip.meterNumerator)};
}

} // namespace

void NowZone::showPart(const EditorState& state)
{
    const auto wanted = std::exchange(toEdit, {});
    if (view != View::clip)
        return picker.setVisible(false);
    picker.show(clip->id, gaugeOf(*clip));
    bar.show(state, *clip);
    if (clip->id == wanted)
        editPart(wanted);
}

void NowZone::editPart(const juce::String& clipId)
{
    if (view != View::clip || clip->id != clipId)
    {
        toEdit = clipId;
        return actions.select(clipId);
    }
    if (!picker.isVisible())
        return;
    if (!picker.chosen())
        picker.choose(BarSpan{});
    picker.grabKeyboardFocus();
}

void NowZone::remakePart(const juce::String& words, const juce::String& engine)
{
    if (view != View::clip || !picker.chosen())
        return;
    picker.keepForNext();
    actions.remakePart({clip->id, *picker.chosen(), words, engine});
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
    showPart(state);
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
    bar.setVisible(picker.isVisible() && picker.chosen() && hasRoomForBar(area.getHeight()));
    if (bar.isVisible())
    {
        bar.setBounds(area.removeFromBottom(bar.idealHeight(area.getWidth())));
        area.removeFromBottom(space::gap);
    }
    stage.setBounds(area);
    picker.setBounds(area);
    card.setBounds(stage.getBounds().withTrimmedTop(Stage::rulerHeight));
}

bool NowZone::hasRoomForBar(int height) const
{
    const auto left = height - bar.idealHeight(getWidth() - 2 * space::margin) - space::gap;
    return !notice.isVisible() || left >= lowestStage;
}

void NowZone::paint(juce::Graphics& g)
{
    g.setColour(palette::zone);
    g.fillRoundedRectangle(getLocalBounds().toFloat(), space::zoneCorner);
}

} // namespace tonekiln
