#include "ClipView.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Surfaces.h"
#include "../look/Type.h"
#include "../words/Words.h"

namespace tonekiln
{

namespace
{

constexpr int roomy = 520; ///< from this width on every button has its place
constexpr int wideWave = 144, narrowWave = 104;

} // namespace

ClipView::ClipView(Listener& holder)
    : list(holder)
{
    connect(play, ClipCommand::listen);
    connect(star, ClipCommand::favourite);
    connect(reroll, ClipCommand::reroll);
    connect(place, ClipCommand::place);
    connect(reveal, ClipCommand::reveal);
    connect(makeAgain, ClipCommand::makeAgain);
    more.onClick = [this] { offerMenu(); };
    handle.onDrag = [this] { list.clipDragged(row, handle); };
    for (auto* part : {static_cast<juce::Component*>(&handle), static_cast<Component*>(&play),
                       static_cast<Component*>(&star), static_cast<Component*>(&reroll),
                       static_cast<Component*>(&place), static_cast<Component*>(&reveal),
                       static_cast<Component*>(&more), static_cast<Component*>(&makeAgain)})
    {
        // The list has the keyboard; the rows' buttons have letters (ClipMenu.h).
        part->setWantsKeyboardFocus(false);
        part->addMouseListener(this, false); // only to know whether the pointer is near
        addAndMakeVisible(part);
    }
}

void ClipView::connect(juce::Button& button, ClipCommand command)
{
    button.onClick = [this, command] { list.clipCommand(row, command); };
}

void ClipView::show(int newRow, const ClipRow& clip, bool isSelected, const PlacingState& ways)
{
    const bool same = row == newRow && selected == isSelected && shown == clip && placing == ways;
    placing = ways;
    row = newRow;
    selected = isSelected;
    shown = clip;
    if (wave.show(clip.waveform, palette::quiet))
        repaint(waveArea);
    if (same)
        return;
    setTitle(clip.name);
    const auto ignored = words::wordsIgnored(clip);
    setDescription(words::clipFacts(clip) + (clip.fileExists ? "" : ", its file is gone") +
                   (ignored.isEmpty() ? "" : ". " + ignored));
    juce::StringArray notes{clip.prompt};
    if (ignored.isNotEmpty())
        notes.add(ignored);
    for (const auto& note : clip.notes)
        notes.add(note);
    setTooltip(notes.joinIntoString("\n"));
    showButtons();
    resized();
    repaint();
}

void ClipView::showButtons()
{
    // At rest a row is its sound and its words; what can be done with it comes with the pointer
    // or the choice.
    const bool exists = shown.fileExists;
    const bool near = selected || pointed;
    const bool wide = getWidth() >= roomy;
    play.setEnabled(exists);
    play.setSolid(shown.playing);
    play.become(shown.playing ? Icon::stop : Icon::play,
                shown.playing ? "Stop listening" : "Listen");
    star.setSolid(shown.favourite);
    star.become(Icon::star, shown.favourite ? "Favourite: take the star away" : "Favourite");
    star.setVisible(near || shown.favourite);
    handle.setEnabled(exists);
    makeAgain.setVisible(!exists);
    more.setVisible(near);
    reroll.setVisible(exists && near);
    place.setVisible(exists && near && wide);
    place.setEnabled(!placing.busy);
    place.become(Icon::place, words::place(placing));
    reveal.setVisible(exists && near && wide);
}

void ClipView::point()
{
    if (std::exchange(pointed, isMouseOver(true)) == isMouseOver(true))
        return;
    resized();
    repaint();
}

void ClipView::resized()
{
    showButtons();
    auto area = getLocalBounds().reduced(space::unit, 0);
    handle.setBounds(area.removeFromLeft(6 * space::unit));
    const auto button = [&area](juce::Component& part, int width)
    {
        if (part.isVisible())
            part.setBounds(
                area.removeFromRight(width).withSizeKeepingCentre(width, space::control));
    };
    play.setBounds(
        area.removeFromLeft(space::control).withSizeKeepingCentre(space::control, space::control));
    area.removeFromLeft(space::gap);
    waveArea =
        area.removeFromLeft(getWidth() >= roomy ? wideWave : narrowWave).reduced(0, space::gap);
    area.removeFromLeft(space::block);
    button(more, space::control);
    button(reveal, space::control);
    button(place, space::control);
    button(reroll, space::control);
    button(star, space::control);
    if (makeAgain.isVisible())
        area.removeFromRight(space::hair);
    button(makeAgain, makeAgain.idealWidth());
    area.removeFromRight(space::gap);
    wordsArea = area;
}

void ClipView::paint(juce::Graphics& g)
{
    if (selected)
    {
        g.setColour(palette::raised);
        g.fillRoundedRectangle(getLocalBounds().toFloat(), space::corner);
    }
    g.setColour(palette::well);
    g.fillRoundedRectangle(waveArea.toFloat(), 4.0f);
    if (shown.fileExists)
    {
        BeatGrid::of(shown).draw(g, waveArea, {});
        wave.draw(g, waveArea.reduced(0, 2));
    }
    else
        drawLine(g, "File is gone", waveArea, type::caption(), palette::quiet,
                 juce::Justification::centred);

    const auto ignored = words::wordsIgnored(shown);
    auto lines = wordsArea.withSizeKeepingCentre(wordsArea.getWidth(),
                                                 (ignored.isEmpty() ? 9 : 13) * space::unit);
    if (ignored.isNotEmpty())
        drawLine(g, ignored, lines.removeFromBottom(4 * space::unit), type::caption(),
                 palette::text);
    auto first = lines.removeFromTop(5 * space::unit);
    drawLine(g, shown.name, first, type::strong(), palette::text);
    if (shown.nonCommercial)
        lines.removeFromLeft(
            drawBadge(g, lines, lines.getWidth() < 240 ? "NC" : "NON-COMMERCIAL", palette::text) +
            space::gap);
    const auto facts = words::clipFacts(shown);
    drawLine(g, shown.inSession ? facts : "From the library, " + facts, lines, type::small(),
             palette::quiet);
}

void ClipView::offerMenu()
{
    menuFor(shown, placing)
        .showMenuAsync(juce::PopupMenu::Options().withTargetComponent(more).withParentComponent(
                           getTopLevelComponent()),
                       [self = juce::Component::SafePointer<ClipView>(this)](int command)
                       {
                           if (self != nullptr && command > 0)
                               self->list.clipCommand(self->row, static_cast<ClipCommand>(command));
                       });
}

void ClipView::mouseDown(const juce::MouseEvent& event)
{
    if (event.eventComponent != this)
        return;
    dragging = false;
    if (event.mods.isPopupMenu())
        return offerMenu();
    // A press on one of several chosen clips may begin a drag of them all: it chooses on release.
    if (!selected || event.mods.isAnyModifierKeyDown())
        list.clipPressed(row, event.mods);
}

void ClipView::mouseDrag(const juce::MouseEvent& event)
{
    if (event.eventComponent != this || dragging ||
        event.getDistanceFromDragStart() < 2 * space::unit)
        return;
    dragging = true;
    list.clipDragged(row, *this);
}

void ClipView::mouseUp(const juce::MouseEvent& event)
{
    if (event.eventComponent == this && !dragging && selected && !event.mods.isPopupMenu() &&
        !event.mods.isAnyModifierKeyDown())
        list.clipPressed(row, event.mods);
}

void ClipView::mouseDoubleClick(const juce::MouseEvent& event)
{
    if (event.eventComponent == this)
        list.clipCommand(row, ClipCommand::listen);
}

} // namespace tonekiln
