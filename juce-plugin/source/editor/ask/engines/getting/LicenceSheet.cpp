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
    accept.onClick = [this] { actions.acceptLicence(); };
    leave.onClick = [this] { close(); };
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
    setDescription(says);
    if (text.getText() != state.question.text)
        text.setText(state.question.text, false);
    repaint();
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
}

void LicenceSheet::paint(juce::Graphics& g)
{
    drawLine(g, says, getLocalBounds().removeFromTop(space::control), type::body(), palette::text);
}

} // namespace tonekiln
