#include "ShelfZone.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Surfaces.h"
#include "../look/Type.h"

namespace tonekiln
{

namespace
{

constexpr int searchWidth = 56 * space::unit;

juce::String wordsForEmpty(const EditorState& state)
{
    if (!state.clips.empty())
        return {};
    return state.search.trim().isNotEmpty()
               ? "Nothing on the shelf answers to \"" + state.search.trim() + "\""
               : juce::String("What you make is kept here, ready to drag into your session");
}

} // namespace

class ShelfZone::List final : public juce::ListBox
{
public:
    explicit List(ShelfZone& zone)
        : juce::ListBox("Clips", &zone)
        , shelf(zone)
    {
        setTitle("Clips");
        setComponentID("clips");
        setRowHeight(ClipView::height);
        setMultipleSelectionEnabled(true);
    }

    bool keyPressed(const juce::KeyPress& key) override
    {
        const auto row = getLastRowSelected();
        if (const auto command = commandOf(key);
            command && juce::isPositiveAndBelow(row, shelf.getNumRows()))
        {
            shelf.doCommand(row,
                            *command); // a key of ours is ours, also where it may do nothing now
            return true;
        }
        // Home, End, Return and Ctrl+A of a list are the host's.
        for (const int code : {juce::KeyPress::upKey, juce::KeyPress::downKey,
                               juce::KeyPress::pageUpKey, juce::KeyPress::pageDownKey})
            if (key.isKeyCode(code) && !key.getModifiers().isCtrlDown() &&
                !key.getModifiers().isAltDown())
                return juce::ListBox::keyPressed(key);
        return false;
    }

    void paintOverChildren(juce::Graphics& g) override
    {
        if (hasKeyboardFocus(false))
            drawFocusRing(g, getLocalBounds().toFloat());
    }

    void focusGained(FocusChangeType cause) override
    {
        juce::ListBox::focusGained(cause);
        if (getNumSelectedRows() == 0 && shelf.getNumRows() > 0)
            selectRow(0);
        repaint();
    }

    void focusLost(FocusChangeType) override { repaint(); }

private:
    ShelfZone& shelf;
};

ShelfZone::ShelfZone(EditorActions& behind, DragOut& drags)
    : actions(behind)
    , dragOut(drags)
    , list(std::make_unique<List>(*this))
{
    setTitle("Shelf");
    search.setComponentID("search");
    search.onEdit = [this] { actions.search(search.getText()); };
    search.onEscapeKey = [this]
    {
        search.show({});
        actions.search({});
    };
    addAndMakeVisible(search);
    addAndMakeVisible(*list);
}

ShelfZone::~ShelfZone() = default;

void ShelfZone::show(const EditorState& state)
{
    const bool changed = clips != state.clips || placing != state.placing;
    clips = state.clips;
    placing = state.placing;
    if (state.search.trim() != search.getText().trim()) // a space at the end may get a word yet
        search.show(state.search);
    if (const auto words = wordsForEmpty(state); words != emptyWords)
    {
        emptyWords = words;
        repaint();
    }
    list->setVisible(!clips.empty());
    search.setEnabled(!clips.empty() || state.search.isNotEmpty());
    if (changed)
        list->updateContent();
    select(state.selectedClip);
}

void ShelfZone::select(const juce::String& clipId)
{
    // Several may be chosen for a drag: only another clip in front changes that.
    const auto front = chosenIds();
    if (front.contains(clipId) || clipId.isEmpty())
        return;
    for (int row = 0; row < getNumRows(); ++row)
        if (clips[static_cast<std::size_t>(row)].id == clipId)
        {
            const juce::ScopedValueSetter<bool> quiet(following, true);
            list->selectRow(row);
            return;
        }
}

juce::StringArray ShelfZone::chosenIds() const
{
    juce::StringArray ids;
    for (int i = 0; i < list->getNumSelectedRows(); ++i)
        if (const auto row = list->getSelectedRow(i);
            juce::isPositiveAndBelow(row, static_cast<int>(clips.size())))
            ids.add(clips[static_cast<std::size_t>(row)].id);
    return ids;
}

juce::StringArray ShelfZone::idsFor(int row) const
{
    const auto chosen = chosenIds();
    const auto& id = clips[static_cast<std::size_t>(row)].id;
    return chosen.contains(id) ? chosen : juce::StringArray{id};
}

bool ShelfZone::doCommand(int row, ClipCommand command)
{
    if (!juce::isPositiveAndBelow(row, getNumRows()))
        return false;
    const auto clip = clips[static_cast<std::size_t>(row)];
    if (command == ClipCommand::editPart)
    {
        if (!allows(command, clip) || !onEditPart)
            return false;
        onEditPart(clip.id);
        return true;
    }
    if (command != ClipCommand::place && command != ClipCommand::placeElsewhere)
        return perform(command, clip, actions);
    if (!allows(command, clip) || placing.busy)
        return false;
    if (command == ClipCommand::place)
        actions.place(idsFor(row), {});
    else if (onPlaceElsewhere)
        onPlaceElsewhere(idsFor(row));
    return true;
}

juce::Component* ShelfZone::refreshComponentForRow(int row, bool selected,
                                                   juce::Component* existing)
{
    if (!juce::isPositiveAndBelow(row, getNumRows()))
    {
        delete existing;
        return nullptr;
    }
    auto* view = dynamic_cast<ClipView*>(existing);
    if (view == nullptr)
        view = new ClipView(*this);
    view->show(row, clips[static_cast<std::size_t>(row)], selected, placing);
    return view;
}

void ShelfZone::selectedRowsChanged(int lastRow)
{
    if (!following && juce::isPositiveAndBelow(lastRow, getNumRows()))
        actions.select(clips[static_cast<std::size_t>(lastRow)].id);
}

juce::String ShelfZone::getNameForRow(int row)
{
    return juce::isPositiveAndBelow(row, getNumRows()) ? clips[static_cast<std::size_t>(row)].name
                                                       : juce::String();
}

void ShelfZone::clipPressed(int row, const juce::ModifierKeys& modifiers)
{
    list->selectRowsBasedOnModifierKeys(row, modifiers, false);
}

void ShelfZone::clipDragged(int row, juce::Component& from)
{
    if (!list->isRowSelected(row))
        list->selectRow(row);
    dragOut.start(chosenIds(), from);
}

void ShelfZone::resized()
{
    auto area = getLocalBounds().reduced(space::margin);
    auto top = area.removeFromTop(space::control);
    search.setBounds(top.removeFromRight(juce::jmin(searchWidth, top.getWidth() * 2 / 3)));
    area.removeFromTop(space::gap);
    list->setBounds(area.expanded(space::gap, 0).withBottom(area.getBottom() + space::gap));
}

void ShelfZone::paint(juce::Graphics& g)
{
    g.setColour(palette::zone);
    g.fillRoundedRectangle(getLocalBounds().toFloat(), space::zoneCorner);
    const auto top = getLocalBounds().reduced(space::margin).removeFromTop(space::control);
    drawLine(g, "Shelf", top, type::title(), palette::text);
    if (emptyWords.isNotEmpty())
        drawLine(g, emptyWords, list->getBounds().reduced(space::margin, 0), type::body(),
                 palette::quiet, juce::Justification::centred);
}

} // namespace tonekiln
