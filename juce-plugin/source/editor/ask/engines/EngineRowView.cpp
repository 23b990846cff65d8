#include "EngineRowView.h"

#include "../../words/Words.h"
#include "../Captioned.h"
#include "EnginePicker.h"

namespace tonekiln
{

namespace
{

constexpr int markWidth = 11 * space::unit;

juce::String abilitiesOf(const EngineRow& engine)
{
    juce::StringArray can;
    const auto add = [&can](bool able, const char* words)
    {
        if (able)
            can.add(words);
    };
    add(engine.abilities.key, "key");
    add(engine.abilities.negative, "leave out");
    add(engine.abilities.init, "start from a sound");
    add(engine.abilities.continuation, "go on");
    add(engine.abilities.melody, "follow a tune");
    add(engine.abilities.stems, "stems");
    add(engine.abilities.oneShot, "one-shots");
    if (!engine.makesSound())
        return "Takes clips apart into stems";
    const auto length =
        "up to " + words::seconds(engine.longestSeconds) + (engine.windows ? " at a time" : "");
    const auto kind = engine.neural ? juce::String("Trained model") : juce::String("Written rules");
    can.insert(0, kind + ", " + length);
    return words::joined(can);
}

} // namespace

EngineRowView::EngineRowView(DraftDesk& shared)
    : juce::Button("engine")
    , desk(shared)
{
    setMouseClickGrabsKeyboardFocus(false);
    auto& actions = desk.actions();
    pin.onClick = [this, &actions] { actions.pinEngine(engine.name, !engine.pinned); };
    warm.onClick = [this, &actions] { actions.loadEngine(engine.name); };
    get.onClick = [this, &actions] { actions.getEngine(engine.name); };
    pause.onClick = [this, &actions]
    {
        if (engine.getting)
            engine.getting->paused() ? actions.continueGetting(engine.getting->job)
                                     : actions.pauseGetting(engine.getting->job);
    };
    cancel.onClick = [this, &actions]
    {
        if (engine.getting)
            actions.cancelGetting(engine.getting->job);
    };
    remove.onClick = [this] { removeOrAsk(); };
    for (auto* part : {static_cast<juce::Component*>(&pin), static_cast<Component*>(&warm),
                       static_cast<Component*>(&get), static_cast<Component*>(&pause),
                       static_cast<Component*>(&cancel), static_cast<Component*>(&remove)})
        addChildComponent(part);
}

void EngineRowView::show(const EngineRow& row, bool isChosen)
{
    if (engine == row && chosen == isChosen)
        return;
    engine = row;
    chosen = isChosen;
    setTitle(engine.title);
    const auto second =
        engine.getting ? words::getting(*engine.getting) : words::engineFacts(engine);
    setDescription(words::joined({second, lastLine(), chosen ? "chosen" : ""}));
    chooseButtons();
    resized();
    repaint();
}

void EngineRowView::chooseButtons()
{
    const bool coming = engine.getting.has_value();
    const bool isWarm = engine.readiness == Readiness::warm;
    pin.setVisible(isWarm && !coming);
    pin.setSolid(engine.pinned);
    pin.become(Icon::pin,
               engine.pinned ? "Kept warm: let it cool when room is needed" : "Keep it warm");
    warm.setVisible(engine.readiness == Readiness::onDisk && !coming);
    get.setVisible(engine.away() && !engine.ownFolder() && !coming);
    pause.setVisible(coming);
    pause.setWords(coming && engine.getting->paused() ? "Continue" : "Pause");
    cancel.setVisible(coming);
    remove.setVisible(engine.diskBytes > 0 && !engine.ownFolder() && !coming);
    surely = surely && remove.isVisible();
    remove.setWords(surely ? "Remove " + words::bytes(engine.diskBytes) + "?"
                           : juce::String("Remove"));
    // What screen readers say, where each row has one of the same words.
    for (auto* button : {&warm, &get, &pause, &cancel, &remove})
        button->setTitle(button->getButtonText() + ": " + engine.title);
}

void EngineRowView::removeOrAsk()
{
    const bool now = std::exchange(surely, !surely);
    if (now)
        desk.actions().removeEngine(engine.name);
    chooseButtons();
    resized();
}

void EngineRowView::mouseExit(const juce::MouseEvent& event)
{
    juce::Button::mouseExit(event);
    if (isMouseOver(true) || !std::exchange(surely, false))
        return;
    chooseButtons();
    resized();
}

void EngineRowView::resized()
{
    auto right = getLocalBounds().reduced(space::block, 0);
    const auto place = [&right](juce::Component& button, int width)
    {
        if (!button.isVisible())
            return;
        button.setBounds(right.removeFromRight(width).withSizeKeepingCentre(width, space::control));
        right.removeFromRight(space::hair);
    };
    place(pin, space::control);
    for (auto* button : {&warm, &get, &cancel, &pause, &remove})
        place(*button, button->idealWidth());
}

juce::String EngineRowView::lastLine() const
{
    if (engine.away() && engine.ownFolder())
        return engine.fix;
    const auto fit = words::engineFit(engine);
    return engine.away() || !engine.fitsMemory ? fit : words::joined({fit, abilitiesOf(engine)});
}

void EngineRowView::paintButton(juce::Graphics& g, bool over, bool down)
{
    auto area = getLocalBounds();
    if (chosen || over || down)
        drawRaised(g, area.toFloat(), Touch::of(*this));
    if (hasKeyboardFocus(false))
        drawFocusRing(g, area.toFloat());
    drawReadiness(g, area.removeFromLeft(markWidth).toFloat(), engine);
    int buttons = area.getRight();
    for (const auto* child : getChildren())
        if (child->isVisible())
            buttons = juce::jmin(buttons, child->getX());
    auto lines = area.withRight(buttons - space::gap).reduced(0, space::gap);
    auto first = lines.removeFromTop(5 * space::unit);
    const auto nameWidth = type::width(type::strong(), engine.title) + space::gap;
    drawLine(g, engine.title, first.removeFromLeft(nameWidth), type::strong(), palette::text);
    if (engine.nonCommercial && first.getWidth() > badgeWidth("NON-COMMERCIAL"))
        drawBadge(g, first, "NON-COMMERCIAL", palette::text);
    else if (engine.nonCommercial)
        drawBadge(g, first, "NC", palette::text);
    const auto second = lines.removeFromTop(4 * space::unit);
    if (engine.getting)
    {
        drawLine(g, words::getting(*engine.getting), second, type::small(), palette::text);
        paintProgress(g, lines.removeFromTop(4 * space::unit));
        return;
    }
    drawLine(g, words::engineFacts(engine), second, type::small(), palette::quiet);
    drawLine(g, lastLine(), lines.removeFromTop(4 * space::unit), type::caption(), palette::faint);
}

void EngineRowView::paintProgress(juce::Graphics& g, juce::Rectangle<int> area) const
{
    const auto& job = *engine.getting;
    const auto bar = area.withSizeKeepingCentre(area.getWidth(), space::unit).toFloat();
    g.setColour(palette::well);
    g.fillRoundedRectangle(bar, bar.getHeight() / 2);
    if (job.ofBytes <= 0)
        return;
    const auto part = static_cast<float>(juce::jlimit(
        0.0, 1.0, static_cast<double>(job.doneBytes) / static_cast<double>(job.ofBytes)));
    g.setColour(job.paused() ? palette::quiet : palette::ember);
    g.fillRoundedRectangle(bar.withWidth(bar.getWidth() * part), bar.getHeight() / 2);
}

} // namespace tonekiln
