#include "Drawer.h"

#include "../Captioned.h"

namespace tonekiln
{

namespace
{

constexpr int headingHeight = 6 * space::unit;
constexpr int tickHeight = 6 * space::unit;

juce::String whatItTakes(const EngineRow* engine)
{
    if (engine == nullptr)
        return "Settings appear with the engine";
    juce::StringArray kinds;
    if (engine->abilities.init)
        kinds.add("a sound to start from");
    if (engine->abilities.continuation)
        kinds.add("one to go on from");
    if (engine->abilities.melody)
        kinds.add("a tune to follow");
    if (kinds.isEmpty())
        return "Works from words alone";
    const auto last = kinds[kinds.size() - 1];
    kinds.remove(kinds.size() - 1);
    return "Takes " + (kinds.isEmpty() ? last : kinds.joinIntoString(", ") + " or " + last);
}

} // namespace

Drawer::Drawer(DraftDesk& shared)
    : desk(shared)
    , guidance("Guidance", "How closely it keeps to your words", {0.0, 20.0, 0.1, 3.0})
    , steps("Steps", "More take longer and sound cleaner", {1.0, 200.0, 1.0, 50.0})
    , temperature("Temperature", "How much it dares", {0.1, 2.0, 0.01, 1.0})
    , strength("Distance", "How far it goes from the sound it starts from",
               {0.0, 1.0, 0.01, 0.7, true})
    , swing("Swing", "How late the off-beats come", {0.0, 1.0, 0.01, 0.0, true})
    , loras(shared)
{
    guidance.setComponentID("guidance");
    connect(guidance, &RequestDraft::guidance);
    connect(temperature, &RequestDraft::temperature);
    connect(strength, &RequestDraft::strength);
    connect(swing, &RequestDraft::swing);
    steps.onChange = [this](std::optional<double> value)
    {
        desk.edit([value](RequestDraft& d)
                  { d.steps = value ? std::optional(juce::roundToInt(*value)) : std::nullopt; });
    };
    connect(oneShot, &RequestDraft::oneShot);
    connect(stems, &RequestDraft::stems);
    connect(draft, &RequestDraft::draft);
    oneShot.setTooltip("A single hit that does not loop");
    stems.setTooltip("Each part as a clip of its own");
    draft.setTooltip("Sooner and rougher, to try an idea");

    meter.setTitle("Meter");
    meter.addItem("Session", 1);
    for (const auto* each : {"4/4", "3/4", "2/4", "5/4", "6/8", "7/8", "9/8", "12/8"})
        meter.addItem(each, meter.getNumItems() + 1);
    meter.onChange = [this]
    {
        desk.edit(
            [this](RequestDraft& d)
            { d.meterOverride = meter.getSelectedId() > 1 ? meter.getText() : juce::String(); });
    };

    for (auto* slider : sliders)
        addChildComponent(slider);
    for (auto* tick : ticks)
        addChildComponent(tick);
    draft.setVisible(true);
    addAndMakeVisible(loras);
    addAndMakeVisible(meter);
}

void Drawer::connect(OptionalSlider& slider, std::optional<double> RequestDraft::*field)
{
    slider.onChange = [this, field](std::optional<double> value)
    { desk.edit([value, field](RequestDraft& d) { d.*field = value; }); };
}

void Drawer::connect(Tick& tick, bool RequestDraft::*field)
{
    tick.onClick = [this, &tick, field]
    { desk.edit([&tick, field](RequestDraft& d) { d.*field = tick.getToggleState(); }); };
}

void Drawer::show(const EditorState& state)
{
    const auto& d = state.draft;
    guidance.show(d.guidance);
    steps.show(d.steps ? std::optional<double>(*d.steps) : std::nullopt);
    temperature.show(d.temperature);
    strength.show(d.strength);
    swing.show(d.swing);
    oneShot.setToggleState(d.oneShot, juce::dontSendNotification);
    stems.setToggleState(d.stems, juce::dontSendNotification);
    draft.setToggleState(d.draft, juce::dontSendNotification);
    const auto wanted = d.meterOverride.isEmpty() ? juce::String("Session") : d.meterOverride;
    if (meter.getText() != wanted)
        meter.setText(wanted, juce::dontSendNotification);
    loras.show(chosenEngine(state), d);
    showAbilities(chosenEngine(state));
}

void Drawer::showAbilities(const EngineRow* engine)
{
    const auto can = engine != nullptr ? engine->abilities : Abilities{};
    guidance.setVisible(can.guidance);
    steps.setVisible(can.steps);
    temperature.setVisible(can.temperature);
    strength.setVisible(can.init);
    swing.setVisible(can.swing);
    oneShot.setVisible(can.oneShot);
    stems.setVisible(can.stems);

    if (const auto now = whatItTakes(engine); now != takes)
    {
        takes = now;
        repaint();
    }
    resized();
}

int Drawer::idealHeight() const
{
    auto height = headingHeight + tickHeight + space::block + space::control + loras.idealHeight();
    for (auto* slider : sliders)
        height += slider->isVisible() ? OptionalSlider::height : 0;
    return height;
}

void Drawer::paint(juce::Graphics& g)
{
    drawLine(g, takes, getLocalBounds().withHeight(space::caption), type::small(), palette::quiet);
    drawLine(g, "Meter", meter.getBounds().withX(0).withRight(meter.getX()), type::smallStrong(),
             palette::quiet);
}

void Drawer::resized()
{
    auto area = getLocalBounds().withTrimmedTop(headingHeight);
    for (auto* slider : sliders)
        if (slider->isVisible())
            slider->setBounds(area.removeFromTop(OptionalSlider::height));
    loras.setBounds(area.removeFromTop(loras.idealHeight()));
    auto tickRow = area.removeFromTop(tickHeight);
    for (auto* tick : ticks)
        if (tick->isVisible())
        {
            tick->setBounds(tickRow.removeFromLeft(tick->idealWidth()));
            tickRow.removeFromLeft(space::margin);
        }
    area.removeFromTop(space::block);
    auto row = area.removeFromTop(space::control);
    meter.setBounds(halves(row).second);
}

} // namespace tonekiln
