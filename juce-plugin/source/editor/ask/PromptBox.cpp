#include "PromptBox.h"

#include "Captioned.h"
#include "protocol/Protocol.gen.h"

namespace tonekiln
{

namespace
{
constexpr int mostCharacters = protocol::limits::maxPromptCharacters;
}

PromptBox::PromptBox(DraftDesk& shared)
    : desk(shared)
{
    prompt.setComponentID("prompt");
    prompt.setDescription("Return generates, Shift and Return break the line");
    prompt.setInputRestrictions(mostCharacters);
    prompt.onEdit = [this]
    { desk.edit([this](RequestDraft& draft) { draft.prompt = prompt.getText(); }); };
    prompt.onEnter = [this]
    {
        if (onEnter)
            onEnter();
    };
    negative.setComponentID("negative");
    negative.setInputRestrictions(mostCharacters);
    negative.onEdit = [this]
    { desk.edit([this](RequestDraft& draft) { draft.negative = negative.getText(); }); };
    negative.onEnter = prompt.onEnter;

    presets.setIcon(Icon::list);
    presets.setComponentID("presets");
    presets.onClick = [this]
    {
        if (onPresets)
            onPresets();
    };
    dice.setComponentID("dice");
    dice.setFaced(true);
    dice.onClick = [this] { desk.actions().surprise(); };

    addAndMakeVisible(prompt);
    addAndMakeVisible(presets);
    addAndMakeVisible(dice);
    addAndMakeVisible(negative);
    int order = 0;
    for (auto* part : {static_cast<juce::Component*>(&prompt), static_cast<Component*>(&negative),
                       static_cast<Component*>(&presets), static_cast<Component*>(&dice)})
        part->setExplicitFocusOrder(++order);
}

void PromptBox::show(const EditorState& state)
{
    prompt.show(state.draft.prompt);
    negative.show(state.draft.negative);
    presets.setEnabled(!state.presets.empty());
    dice.setEnabled(!state.presets.empty());

    const auto* engine = chosenEngine(state);
    const bool takesNegative = engine == nullptr || engine->abilities.negative;
    if (negative.isEnabled() != takesNegative)
    {
        negative.setEnabled(takesNegative);
        negative.setPlaceholder(takesNegative ? "Leave out: vocals, reverb"
                                              : "This engine leaves nothing out");
    }
}

void PromptBox::focusPrompt()
{
    prompt.grabKeyboardFocus();
}

void PromptBox::paint(juce::Graphics& g)
{
    drawLine(g, prompt.getTitle(), getLocalBounds().withHeight(space::control), type::title(),
             palette::text);
}

void PromptBox::resized()
{
    auto area = getLocalBounds();
    auto top = area.removeFromTop(space::control);
    dice.setBounds(top.removeFromRight(space::control));
    top.removeFromRight(space::hair);
    presets.setBounds(top.removeFromRight(presets.idealWidth()));
    area.removeFromTop(space::gap);
    negative.setBounds(area.removeFromBottom(space::control));
    area.removeFromBottom(space::gap);
    prompt.setBounds(area);
}

} // namespace tonekiln
