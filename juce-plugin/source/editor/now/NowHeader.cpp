#include "NowHeader.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Surfaces.h"
#include "../look/Type.h"
#include "../words/Words.h"

namespace tonekiln
{

namespace
{

constexpr int playSide = 10 * space::unit;
constexpr int levelWidth = 20 * space::unit;
constexpr int levelMark = 6 * space::unit;
constexpr int elsewhereWidth = 5 * space::unit;
constexpr int roomyWidth = 480;
constexpr double quietest = -48.0, loudest = 6.0; ///< dB

} // namespace

NowHeader::NowHeader(EditorActions& behind, DragOut& drags)
    : actions(behind)
    , dragOut(drags)
{
    play.setFaced(true);
    play.setComponentID("audition");
    play.onClick = [this]
    {
        if (playing)
            actions.stopAudition();
        else
            actions.startAudition(clipId);
    };
    star.onClick = [this] { actions.setFavourite(clipId, !favourite); };
    reroll.onClick = [this] { actions.reroll(clipId); };
    place.setComponentID("place");
    place.onClick = [this] { actions.place({clipId}, {}); };
    placeElsewhere.setComponentID("placeElsewhere");
    placeElsewhere.onClick = [this]
    {
        if (onPlaceElsewhere)
            onPlaceElsewhere({clipId});
    };
    handle.onDrag = [this] { dragOut.start({clipId}, handle); };

    level.setTitle("Level of listening");
    level.setTooltip("Level of listening; the clip itself stays as it is");
    level.setRange(quietest, loudest, 0.5);
    level.setSkewFactorFromMidPoint(-9.0);
    level.setDoubleClickReturnValue(true, 0.0);
    level.setTextValueSuffix(" dB");
    level.onValueChange = [this] { actions.setAuditionGain(static_cast<float>(level.getValue())); };

    for (auto* part : {static_cast<juce::Component*>(&play), static_cast<Component*>(&star),
                       static_cast<Component*>(&reroll), static_cast<Component*>(&place),
                       static_cast<Component*>(&placeElsewhere), static_cast<Component*>(&level),
                       static_cast<Component*>(&handle)})
        addChildComponent(part);
}

void NowHeader::setWords(const juce::String& newTitle, const juce::String& newFacts)
{
    if (title == newTitle && facts == newFacts)
        return;
    title = newTitle;
    facts = newFacts;
    repaint(wordsArea());
}

void NowHeader::setButtonsVisible(bool visible)
{
    if (play.isVisible() != visible)
        repaint(); // the words begin elsewhere
    for (auto* child : getChildren())
        child->setVisible(visible);
    resized();
}

void NowHeader::showClip(const ClipRow& clip)
{
    const bool wasOther = std::exchange(clipId, clip.id) != clip.id;
    favourite = clip.favourite;
    star.setSolid(favourite);
    star.become(Icon::star, favourite ? "Favourite: take the star away" : "Favourite");
    if (std::exchange(nonCommercial, clip.nonCommercial) != clip.nonCommercial)
        repaint();
    play.setEnabled(clip.fileExists);
    handle.setEnabled(clip.fileExists);
    fileExists = clip.fileExists;
    if (wasOther || !play.isVisible())
        setButtonsVisible(true);
    setWords(clip.name, words::clipFacts(clip));
}

void NowHeader::showJob(const JobStatus& job)
{
    clipId = {};
    nonCommercial = false;
    setButtonsVisible(false);
    juce::StringArray what;
    what.add(job.bars            ? words::bars(*job.bars)
             : job.seconds > 0.0 ? words::seconds(job.seconds)
                                 : juce::String());
    what.add(words::tempo(job.bpm));
    what.add(job.engine);
    if (job.variations > 1)
        what.add("take " + juce::String(juce::jmin(job.clipsDone + 1, job.variations)) + " of " +
                 juce::String(job.variations));
    setWords(job.prompt, words::joined(what));
}

void NowHeader::showDraft(const RequestDraft& draft, const HostFacts& host)
{
    clipId = {};
    nonCommercial = false;
    setButtonsVisible(false);
    setWords("Your next clip", words::draftFacts(draft, host));
}

void NowHeader::showAudition(const AuditionStatus& status)
{
    const bool here =
        clipId.isNotEmpty() && status.clipId == clipId && status.mood != AuditionMood::silent;
    playing = here;
    play.become(here ? Icon::stop : Icon::play, here ? "Stop listening" : "Listen");
    play.setSolid(here);
    if (!level.isMouseButtonDown() &&
        !juce::approximatelyEqual(level.getValue(), static_cast<double>(status.gainDb)))
        level.setValue(status.gainDb, juce::dontSendNotification);
    const auto newMood = here ? words::audition(status) : juce::String();
    if (std::exchange(mood, newMood) != newMood)
        repaint(wordsArea());
}

void NowHeader::showPlacing(const PlacingState& placing)
{
    const bool possible = fileExists && !placing.busy;
    place.setEnabled(possible);
    placeElsewhere.setEnabled(possible);
    place.become(Icon::place, words::place(placing));
}

juce::Rectangle<int> NowHeader::wordsArea() const
{
    auto area = getLocalBounds();
    if (play.isVisible())
        area.removeFromLeft(playSide + space::block);
    const auto right = star.isVisible() ? star.getX() - space::gap : area.getRight();
    return area.withRight(juce::jmax(area.getX(), right));
}

void NowHeader::paint(juce::Graphics& g)
{
    auto area = wordsArea();
    auto first = area.removeFromTop(area.getHeight() / 2);
    const auto badge = juce::String("NON-COMMERCIAL");
    if (nonCommercial && first.getWidth() > 2 * badgeWidth(badge))
    {
        const auto room = first.getWidth() - badgeWidth(badge) - space::gap;
        const auto used = juce::jmin(room, type::width(type::title(), title) + space::unit);
        drawBadge(g, first.withTrimmedLeft(used + space::gap), badge, palette::text);
        first.setWidth(used);
    }
    if (level.isVisible())
        drawIcon(g, Icon::level,
                 level.getBounds()
                     .withX(level.getX() - levelMark)
                     .withWidth(levelMark)
                     .toFloat()
                     .withSizeKeepingCentre(18.0f, 18.0f),
                 palette::quiet);
    drawLine(g, title, first, type::title(), palette::text);
    drawLine(g, mood.isNotEmpty() ? mood : facts, area, type::small(), palette::quiet);
}

void NowHeader::resized()
{
    // Where it is narrow the name matters more: the shelf offers the same.
    const bool roomy = play.isVisible() && getWidth() >= roomyWidth;
    reroll.setVisible(roomy);
    place.setVisible(roomy);
    placeElsewhere.setVisible(roomy);
    auto row = getLocalBounds();
    play.setBounds(row.removeFromLeft(playSide).withSizeKeepingCentre(playSide, playSide));
    handle.setBounds(row.removeFromRight(space::control));
    level.setBounds(row.removeFromRight(levelWidth));
    row.removeFromRight(levelMark + space::gap);
    const auto button = [&row](juce::Component& part, int width = space::control)
    {
        if (part.isVisible())
            part.setBounds(row.removeFromRight(width).withSizeKeepingCentre(width, space::control));
    };
    button(placeElsewhere, elsewhereWidth);
    button(place);
    button(reroll);
    button(star);
}

} // namespace tonekiln
