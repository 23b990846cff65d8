#include "PresetSheet.h"

#include "../words/Words.h"
#include "Captioned.h"

namespace tonekiln
{

namespace
{

constexpr int rowHeight = 11 * space::unit;

bool matches(const PresetRow& preset, const juce::StringArray& wanted)
{
    const auto all =
        (preset.id() + " " + preset.words + " " + preset.meter + " " + preset.key + " " +
         juce::StringArray(preset.tags.data(), static_cast<int>(preset.tags.size()))
             .joinIntoString(" "));
    return std::all_of(wanted.begin(), wanted.end(),
                       [&all](const juce::String& word) { return all.containsIgnoreCase(word); });
}

juce::String factsOf(const PresetRow& preset)
{
    juce::StringArray facts;
    if (preset.bars)
        facts.add(words::bars(*preset.bars));
    else if (preset.seconds)
        facts.add(words::seconds(*preset.seconds));
    if (preset.bpm)
        facts.add(words::tempo(*preset.bpm));
    if (preset.meter.isNotEmpty() && preset.meter != "4/4")
        facts.add(preset.meter);
    if (preset.oneShot)
        facts.add("one-shot");
    return facts.joinIntoString(juce::String::fromUTF8(" \xc2\xb7 "));
}

} // namespace

PresetSheet::PresetSheet(DraftDesk& shared)
    : desk(shared)
{
    setTitle("Presets");
    search.setComponentID("presetSearch");
    search.onTextChange = [this] { filter(); };
    search.onEnter = [this]
    {
        for (int row = 0; row < getNumRows(); ++row)
            if (lines[static_cast<std::size_t>(row)].preset)
                return apply(row);
    };
    search.onEscapeKey = [this] { close(); };
    list.setRowHeight(rowHeight);
    list.setTitle("Presets");
    name.setInputRestrictions(120);
    name.onEnter = [this] { keep(); };
    name.onEscapeKey = search.onEscapeKey;
    save.onClick = name.onEnter;
    addAndMakeVisible(search);
    addAndMakeVisible(list);
    addAndMakeVisible(name);
    addAndMakeVisible(save);
}

void PresetSheet::show(const EditorState& state)
{
    const bool same =
        std::equal(presets.begin(), presets.end(), state.presets.begin(), state.presets.end(),
                   [](const PresetRow& a, const PresetRow& b)
                   { return a.id() == b.id() && a.words == b.words; });
    if (same && !lines.empty())
        return;
    presets = state.presets;
    filter();
}

void PresetSheet::filter()
{
    auto wanted = juce::StringArray::fromTokens(search.getText(), true);
    wanted.removeEmptyStrings();
    lines.clear();
    juce::String category;
    for (const auto& preset : presets)
    {
        if (!matches(preset, wanted))
            continue;
        if (preset.category != category)
            lines.push_back({category = preset.category, std::nullopt});
        lines.push_back({{}, preset});
    }
    list.updateContent();
    list.deselectAllRows();
    list.setVisible(!lines.empty());
    repaint();
}

void PresetSheet::apply(int row)
{
    if (!juce::isPositiveAndBelow(row, getNumRows()))
        return;
    if (const auto& preset = lines[static_cast<std::size_t>(row)].preset)
    {
        desk.actions().applyPreset(preset->id());
        if (close)
            close();
    }
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
    const auto& line = lines[static_cast<std::size_t>(row)];
    return line.preset ? line.preset->name + ": " + line.preset->words : line.heading;
}

void PresetSheet::paintListBoxItem(int row, juce::Graphics& g, int width, int height, bool selected)
{
    if (!juce::isPositiveAndBelow(row, getNumRows()))
        return;
    const auto& line = lines[static_cast<std::size_t>(row)];
    auto area = juce::Rectangle<int>(width, height).reduced(space::gap, 0);
    if (!line.preset)
    {
        auto heading = line.heading;
        heading = heading.substring(0, 1).toUpperCase() + heading.substring(1);
        return drawLine(g, heading, area.removeFromBottom(6 * space::unit), type::smallStrong(),
                        palette::faint);
    }
    if (selected)
    {
        g.setColour(palette::lifted);
        g.fillRoundedRectangle(juce::Rectangle<int>(width, height).toFloat(), space::corner);
    }
    const auto facts = factsOf(*line.preset);
    const auto factsWidth = type::width(type::caption(), facts) + space::gap;
    area = area.reduced(0, space::unit);
    auto first = area.removeFromTop(area.getHeight() / 2);
    drawLine(g, facts, first.removeFromRight(factsWidth), type::caption(), palette::quiet,
             juce::Justification::centredRight);
    drawLine(g, line.preset->name, first, type::strong(), palette::text);
    drawLine(g, line.preset->words, area, type::small(), palette::quiet);
}

void PresetSheet::paint(juce::Graphics& g)
{
    if (lines.empty())
        drawLine(g, "No preset answers to these words", list.getBounds(), type::body(),
                 palette::quiet, juce::Justification::centred);
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
    area.removeFromBottom(space::gap);
    list.setBounds(area);
}

} // namespace tonekiln
