#include "ModelOffer.h"

#include "../ask/Captioned.h"
#include "../words/Words.h"

namespace tonekiln
{

namespace
{
constexpr int lineHeight = 5 * space::unit;

const EngineRow* suggested(const EditorState& state)
{
    for (const auto& engine : state.engines)
        if (engine.name == state.suggestedEngine)
            return &engine;
    return nullptr;
}
} // namespace

ModelOffer::ModelOffer()
{
    take.setComponentID("suggestedEngine");
    take.onClick = [this] { takeIt(); };
    addChildComponent(take);
}

void ModelOffer::show(const EditorState& state)
{
    const auto* found = suggested(state);
    engine = found != nullptr ? std::optional(*found) : std::nullopt;
    if (engine)
    {
        title = engine->title;
        facts = words::engineFacts(*engine);
        take.setWords(engine->away() ? "Get it..." : "Choose it");
    }
    else
    {
        title = state.engines.empty() ? "Shown once Tonekiln is running" : "None";
        facts = state.engines.empty()
                    ? juce::String()
                    : juce::String("None has room in this machine's memory; the built-in engine "
                                   "needs none.");
    }
    take.setVisible(engine.has_value());
    setTitle("A trained model for this machine: " + title);
    setDescription(facts);
    resized();
    repaint();
}

void ModelOffer::takeIt()
{
    if (!engine)
        return;
    if (!engine->away() && onChoose)
        onChoose(engine->name);
    else if (onGet)
        onGet(engine->name);
}

void ModelOffer::resized()
{
    take.setBounds(getLocalBounds()
                       .reduced(space::block, 0)
                       .removeFromRight(take.idealWidth())
                       .withSizeKeepingCentre(take.idealWidth(), space::control));
}

void ModelOffer::paint(juce::Graphics& g)
{
    g.setColour(palette::well);
    g.fillRoundedRectangle(getLocalBounds().toFloat(), space::corner);
    auto area = getLocalBounds().reduced(space::block, space::gap);
    if (take.isVisible())
        area.setRight(take.getX() - space::gap);
    drawLine(g, "A trained model that fits this machine", area.removeFromTop(lineHeight),
             type::smallStrong(), palette::quiet);
    drawLine(g, title, area.removeFromTop(lineHeight), type::strong(),
             engine ? palette::text : palette::quiet);
    drawLine(g, facts, area.removeFromTop(lineHeight), type::small(), palette::quiet);
}

} // namespace tonekiln
