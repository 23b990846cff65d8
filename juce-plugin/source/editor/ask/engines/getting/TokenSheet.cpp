#include "TokenSheet.h"

#include "../../Captioned.h"

namespace tonekiln
{

namespace
{
constexpr int saysHeight = 15 * space::unit;
constexpr juce::juce_wchar bullet = 0x2022;
} // namespace

TokenSheet::TokenSheet(EditorActions& behind)
    : actions(behind)
{
    setTitle("Its terms, and a token");
    setComponentID("token");
    open.setComponentID("openTerms");
    open.onClick = [this] { juce::URL(page).launchInDefaultBrowser(); };
    token.setComponentID("tokenField");
    token.setPasswordCharacter(bullet);
    token.setInputRestrictions(int{protocol::limits::maxTokenCharacters});
    token.onEnter = [this] { keepIt(false); };
    token.onEscapeKey = [this] { close(); };
    keep.setComponentID("keepToken");
    keep.onClick = token.onEnter;
    inFile.setComponentID("keepTokenInFile");
    inFile.onClick = [this] { keepIt(true); };
    int order = 0;
    for (auto* part : {static_cast<juce::Component*>(&open), static_cast<Component*>(&token),
                       static_cast<Component*>(&keep)})
    {
        part->setExplicitFocusOrder(++order);
        addAndMakeVisible(part);
    }
    inFile.setExplicitFocusOrder(++order);
    addChildComponent(inFile);
}

void TokenSheet::keepIt(bool file)
{
    if (const auto pasted = token.getText().trim(); pasted.isNotEmpty())
        actions.keepToken(pasted, file);
}

void TokenSheet::show(const EditorState& state)
{
    const auto& question = state.question;
    if (question.asks != Asks::token)
    {
        token.clear();
        return;
    }
    says = question.says;
    page = question.page;
    setDescription(says);
    open.setVisible(page.startsWith("https://"));
    open.setTooltip(page);
    inFile.setVisible(question.mayKeepInFile);
    resized();
    repaint();
}

void TokenSheet::resized()
{
    auto area = getLocalBounds().withTrimmedTop(saysHeight + space::gap);
    open.setBounds(area.removeFromTop(space::control).removeFromLeft(open.idealWidth()));
    area.removeFromTop(space::block);
    auto row = area.removeFromTop(space::control);
    keep.setBounds(row.removeFromRight(keep.idealWidth()));
    row.removeFromRight(space::gap);
    token.setBounds(row);
    area.removeFromTop(space::block);
    inFile.setBounds(area.removeFromTop(space::control).removeFromRight(inFile.idealWidth()));
}

void TokenSheet::paint(juce::Graphics& g)
{
    g.setFont(type::body());
    g.setColour(palette::text);
    g.drawFittedText(says, getLocalBounds().removeFromTop(saysHeight), juce::Justification::topLeft,
                     3, 1.0f);
}

} // namespace tonekiln
