#include "Inputs.h"

#include "../words/Words.h"
#include "Captioned.h"

namespace tonekiln
{

namespace
{

constexpr int rowHeight = space::control;

bool isMidi(const juce::String& path)
{
    return path.endsWithIgnoreCase(".mid") || path.endsWithIgnoreCase(".midi");
}

bool canDo(const EngineRow& engine, InputRole role)
{
    switch (role)
    {
    case InputRole::init:
        return engine.abilities.init;
    case InputRole::continuation:
        return engine.abilities.continuation;
    case InputRole::melody:
        return engine.abilities.melody;
    }
    return false;
}

} // namespace

std::vector<InputRole> rolesFor(const EngineRow* engine, const juce::StringArray& files)
{
    const bool anyMidi = std::any_of(files.begin(), files.end(), isMidi);
    std::vector<InputRole> roles;
    for (const auto role : {InputRole::init, InputRole::continuation, InputRole::melody})
        if ((engine == nullptr || canDo(*engine, role)) && (!anyMidi || role == InputRole::melody))
            roles.push_back(role);
    return roles;
}

Inputs::Inputs(DraftDesk& shared)
    : desk(shared)
{
    add.setComponentID("addInput");
    add.setTitle("Add a sound or a tune to build on");
    add.onClick = [this] { offerRoles(); };
    addAndMakeVisible(add);
}

void Inputs::show(const EditorState& state)
{
    auto newRoles = rolesFor(chosenEngine(state), {});
    if (newRoles != roles)
    {
        roles = std::move(newRoles);
        repaint();
    }
    add.setEnabled(!roles.empty());
    if (shown == state.draft.inputs)
        return;
    shown = state.draft.inputs;
    rebuild();
}

void Inputs::rebuild()
{
    removers.clear();
    for (const auto& input : shown)
    {
        const auto name = juce::File(input.path).getFileName();
        auto* remove = removers.add(new IconButton(Icon::close, "Take away " + name));
        remove->onClick = [this, role = input.role] { desk.actions().clearInput(role); };
        addAndMakeVisible(remove);
    }
    resized();
    repaint();
}

int Inputs::idealHeight() const
{
    return (static_cast<int>(shown.size()) + 1) * (rowHeight + space::hair) - space::hair;
}

juce::Rectangle<int> Inputs::rowOf(int index) const
{
    return {0, index * (rowHeight + space::hair), getWidth(), rowHeight};
}

void Inputs::resized()
{
    for (int i = 0; i < removers.size(); ++i)
        removers[i]->setBounds(rowOf(i).removeFromRight(rowHeight));
    add.setBounds(rowOf(removers.size()).removeFromRight(add.idealWidth()));
}

void Inputs::paint(juce::Graphics& g)
{
    int row = 0;
    for (const auto& input : shown)
    {
        auto area = rowOf(row++);
        g.setColour(palette::raised);
        g.fillRoundedRectangle(area.toFloat(), space::corner);
        area = area.withTrimmedRight(rowHeight).withTrimmedLeft(space::gap);
        const auto role = words::roleTitle(input.role);
        const auto roleWidth = type::width(type::smallStrong(), role) + space::gap;
        drawLine(g, role, area.removeFromLeft(roleWidth), type::smallStrong(), palette::text);
        drawLine(g, juce::File(input.path).getFileName(), area, type::small(), palette::quiet);
    }

    const auto area = rowOf(row).withTrimmedRight(add.getWidth() + space::hair).toFloat();
    juce::Path edge, dashed;
    edge.addRoundedRectangle(area.reduced(0.5f), space::corner);
    const float dashes[] = {4.0f, 3.0f};
    juce::PathStrokeType(1.0f).createDashedStroke(dashed, edge, dashes, 2);
    g.setColour(roles.empty() ? palette::hairline : palette::outline);
    g.fillPath(dashed);
    drawLine(g, roles.empty() ? "This engine works from words alone" : "Drop audio or MIDI here",
             area.toNearestInt().reduced(space::gap, 0), type::small(),
             roles.empty() ? palette::faint : palette::quiet, juce::Justification::centred);
}

void Inputs::offerRoles()
{
    juce::PopupMenu menu;
    for (const auto role : roles)
        menu.addItem(words::roleTitle(role) + "...", [this, role] { choose(role); });
    menu.showMenuAsync(juce::PopupMenu::Options().withTargetComponent(add).withParentComponent(
        getTopLevelComponent()));
}

void Inputs::choose(InputRole role)
{
    const juce::String audio =
        "*.wav;*.wave;*.rf64;*.w64;*.aif;*.aiff;*.aifc;*.caf;*.au;*.flac;*.ogg;*.opus;*.mp3";
    const auto kinds = role == InputRole::melody ? audio + ";*.mid;*.midi;*.rmi" : audio;
    chooser = std::make_unique<juce::FileChooser>(words::roleTitle(role), juce::File(), kinds);
    chooser->launchAsync(juce::FileBrowserComponent::openMode |
                             juce::FileBrowserComponent::canSelectFiles,
                         [this, role](const juce::FileChooser& chosen)
                         {
                             if (const auto file = chosen.getResult(); file != juce::File())
                                 desk.actions().dropInput(role, {file.getFullPathName()});
                         });
}

} // namespace tonekiln
