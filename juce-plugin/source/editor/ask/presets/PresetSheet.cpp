#include "PresetSheet.h"

#include "../../words/Words.h"
#include "../Captioned.h"
#include "protocol/Protocol.gen.h"

namespace tonekiln
{

namespace
{

constexpr int rowHeight = 11 * space::unit;
constexpr int kindsWidth = 30 * space::unit;
constexpr auto everyKind = "All";

juce::String spelt(const juce::String& category)
{
    return category.substring(0, 1).toUpperCase() + category.substring(1);
}

bool answers(const PresetRow& preset, const juce::StringArray& wanted)
{
    auto all = preset.id() + " " + preset.words + " " + preset.meter + " " + preset.key;
    for (const auto& tag : preset.tags)
        all << " " << tag;
    return std::all_of(wanted.begin(), wanted.end(),
                       [&all](const juce::String& word) { return all.containsIgnoreCase(word); });
}

juce::String factsOf(const PresetRow& preset)
{
    return words::joined({preset.bars      ? words::bars(*preset.bars)
                          : preset.seconds ? words::seconds(*preset.seconds)
                                           : juce::String(),
                          preset.bpm ? words::tempo(*preset.bpm) : juce::String(),
                          preset.meter != "4/4" ? preset.meter : juce::String(),
                          preset.oneShot ? "one-shot" : ""});
}

void drawChosen(juce::Graphics& g, int width, int height)
{
    g.setColour(palette::raised);
    g.fillRoundedRectangle(juce::Rectangle<int>(width, height).toFloat(), space::corner);
}

} // namespace

void PresetSheet::Kinds::paintListBoxItem(int row, juce::Graphics& g, int width, int height,
                                          bool selected)
{
    if (selected)
        drawChosen(g, width, height);
    drawLine(g, names[row], juce::Rectangle<int>(width, height).reduced(space::gap, 0),
             selected ? type::strong() : type::body(), selected ? palette::text : palette::quiet);
}

PresetSheet::PresetSheet(DraftDesk& shared)
    : desk(shared)
{
    setTitle("Presets");
    search.setComponentID("presetSearch");
    search.onEdit = [this] { filter(); };
    search.onEnter = [this] { apply(0); };
    search.onEscapeKey = [this] { close(); };
    kinds.names.add(everyKind);
    kinds.onChange = [this] { filter(); };
    kindList.setRowHeight(space::control);
    kindList.setTitle("Kinds of preset");
    list.setComponentID("presetList");
    list.setRowHeight(rowHeight);
    list.setTitle("Presets");
    name.setInputRestrictions(int{protocol::limits::maxNameCharacters});
    name.onEnter = [this] { keep(); };
    name.onEscapeKey = search.onEscapeKey;
    save.onClick = name.onEnter;
    int order = 0;
    for (auto* part : {static_cast<juce::Component*>(&search), static_cast<Component*>(&kindList),
                       static_cast<Component*>(&list), static_cast<Component*>(&name),
                       static_cast<Component*>(&save)})
    {
        part->setExplicitFocusOrder(++order);
        addAndMakeVisible(part);
    }
}

void PresetSheet::show(const EditorState& state)
{
    if (presets == state.presets && !presets.empty())
        return;
    presets = state.presets;
    kinds.names.clear();
    for (const auto& preset : presets)
        kinds.names.addIfNotAlreadyThere(spelt(preset.category));
    kinds.names.sortNatural();
    kinds.names.insert(0, everyKind);
    kindList.updateContent();
    kindList.selectRow(0);
    filter();
}

void PresetSheet::filter()
{
    auto wanted = juce::StringArray::fromTokens(search.getText(), true);
    wanted.removeEmptyStrings();
    const auto kind = kinds.names[juce::jmax(0, kindList.getSelectedRow())];
    found.clear();
    for (const auto& preset : presets)
        if ((kind == everyKind || spelt(preset.category) == kind) && answers(preset, wanted))
            found.push_back(preset);
    list.updateContent();
    list.deselectAllRows();
    list.setVisible(!found.empty());
    repaint();
}

void PresetSheet::apply(int row)
{
    if (!juce::isPositiveAndBelow(row, getNumRows()))
        return;
    desk.actions().applyPreset(found[static_cast<std::size_t>(row)].id());
    if (close)
        close();
}

void PresetSheet::keep()
{
    const auto wanted = name.getText().trim();
    if (wanted.isEmpty())
        return;
    desk.actions().savePreset(wanted);
    name.show({});
}

juce::String PresetSheet::getNameForRow(int row)
{
    if (!juce::isPositiveAndBelow(row, getNumRows()))
        return {};
    const auto& preset = found[static_cast<std::size_t>(row)];
    return preset.name + ": " + preset.words;
}

void PresetSheet::paintListBoxItem(int row, juce::Graphics& g, int width, int height, bool selected)
{
    if (!juce::isPositiveAndBelow(row, getNumRows()))
        return;
    if (selected)
        drawChosen(g, width, height);
    const auto& preset = found[static_cast<std::size_t>(row)];
    auto area = juce::Rectangle<int>(width, height).reduced(space::gap, space::unit);
    auto first = area.removeFromTop(area.getHeight() / 2);
    const auto facts = factsOf(preset);
    drawLine(g, facts, first.removeFromRight(type::width(type::caption(), facts) + space::gap),
             type::caption(), palette::quiet, juce::Justification::centredRight);
    drawLine(g, preset.name, first, type::strong(), palette::text);
    drawLine(g, preset.words, area, type::small(), palette::quiet);
}

void PresetSheet::paint(juce::Graphics& g)
{
    if (found.empty())
        drawLine(g, "No preset answers to these words", list.getBounds(), type::body(),
                 palette::quiet, juce::Justification::centred);
    for (const auto* each : {&kindList, &list})
        if (each->hasKeyboardFocus(true))
            drawFocusRing(g, each->getBounds().expanded(2).toFloat());
}

void PresetSheet::resized()
{
    auto area = getLocalBounds();
    search.setBounds(area.removeFromTop(space::control));
    area.removeFromTop(space::gap);
    auto bottom = area.removeFromBottom(space::control);
    save.setBounds(bottom.removeFromRight(save.idealWidth()));
    bottom.removeFromRight(space::hair);
    name.setBounds(bottom);
    area.removeFromBottom(space::block);
    kindList.setBounds(area.removeFromLeft(kindsWidth));
    area.removeFromLeft(space::gap);
    list.setBounds(area);
}

} // namespace tonekiln
