#include "LicenceSheet.h"

#include "../../Captioned.h"

namespace tonekiln
{

LicenceSheet::LicenceSheet(EditorActions& behind)
    : actions(behind)
{
    setTitle("Its licence");
    setComponentID("licence");
    text.setTitle("The licence");
    text.setComponentID("licenceText");
    text.setMultiLine(true);
    text.setReadOnly(true);
    text.setCaretVisible(false);
    text.setFont(type::small());
    text.setIndents(space::gap, space::gap);
    accept.setComponentID("acceptLicence");
    leave.setComponentID("leaveLicence");
    accept.onClick = [this] { actions.acceptLicence(); };
    leave.onClick = [this] { actions.declineQuestion(); };
    int order = 0;
    for (auto* part : {static_cast<juce::Component*>(&accept), static_cast<Component*>(&leave),
                       static_cast<Component*>(&text)})
    {
        part->setExplicitFocusOrder(++order);
        addAndMakeVisible(part);
    }
}

void LicenceSheet::show(const EditorState& state)
{
    if (state.question.asks != Asks::licence)
        return;
    says = state.question.says;
    for (const auto& engine : state.engines)
        if (engine.name == state.question.engine)
            says = engine.title + " comes once its licence is accepted";
    setDescription(says);
    terms = state.question.text;
    fill();
    repaint();
}

/** Once there is room for it: before, it would scroll to where its first line is not seen. */
void LicenceSheet::fill()
{
    if (text.getHeight() > 0 && text.getText() != terms)
        text.setText(terms, false);
}

void LicenceSheet::resized()
{
    auto area = getLocalBounds();
    area.removeFromTop(space::control);
    auto bottom = area.removeFromBottom(space::control);
    accept.setBounds(bottom.removeFromRight(accept.idealWidth()));
    bottom.removeFromRight(space::gap);
    leave.setBounds(bottom.removeFromRight(leave.idealWidth()));
    text.setBounds(area.withTrimmedBottom(space::block));
    fill();
}

void LicenceSheet::paint(juce::Graphics& g)
{
    drawLine(g, says, getLocalBounds().removeFromTop(space::control), type::body(), palette::text);
}

} // namespace tonekiln
