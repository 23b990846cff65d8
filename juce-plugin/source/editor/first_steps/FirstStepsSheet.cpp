#include "FirstStepsSheet.h"

#include "../ask/Captioned.h"
#include "../words/Words.h"

namespace tonekiln
{

namespace
{
constexpr int wide = 520;
constexpr int lineHeight = 9 * space::unit; ///< two lines of words
constexpr int iconWidth = 9 * space::unit;
constexpr int linkHeight = 5 * space::unit;

/** What an empty ask zone asks for while no preset is known. */
constexpr auto firstWords = "dusty drums with a warm bass line";

/** One that makes a loop, of drums where there is any: they show best that it rolls in time. */
juce::String loopPreset(const std::vector<PresetRow>& presets)
{
    juce::String first;
    for (const auto& preset : presets)
    {
        if (preset.oneShot || !preset.bars)
            continue;
        if (preset.category == "drums")
            return preset.id();
        if (first.isEmpty())
            first = preset.id();
    }
    return first;
}

juce::String whereItIsMade(const LinkStatus& link)
{
    return link.elsewhere ? "It is made on the machine that this one is connected to."
                          : "It is made on this machine: nothing you write or make leaves it.";
}

bool mayAsk(const EditorState& state)
{
    const auto& link = state.link;
    const bool unreachable =
        link.link == Link::failed || (link.link == Link::noDaemon && !link.canStart);
    return !unreachable && !state.job.busy();
}
} // namespace

FirstStepsSheet::FirstStepsSheet(DraftDesk& shared)
    : desk(shared)
{
    setTitle("First steps");
    setComponentID("firstSteps");
    lines[0] = {Icon::kiln, "Describe a sound: it comes back as a clip that fits your session, bar "
                            "for bar, in its tempo and its key."};
    lines[1] = {Icon::play, "Clips gather on the shelf and play in time with your transport; drag "
                            "one onto your timeline, or place it with a press."};
    firstLoop.setComponentID("firstLoop");
    firstLoop.onClick = [this] { makeLoop(); };
    offer.onChoose = [this](const juce::String& engine)
    {
        desk.edit([&engine](RequestDraft& draft) { draft.engine = engine; });
        if (close)
            close();
    };
    offer.onGet = [this](juce::String engine)
    {
        if (onGet)
            onGet(engine);
    };
    int order = 0;
    for (auto* part : {static_cast<juce::Component*>(&firstLoop), static_cast<Component*>(&offer)})
    {
        part->setExplicitFocusOrder(++order);
        addAndMakeVisible(part);
    }
}

void FirstStepsSheet::makeLoop()
{
    if (!canGenerate(desk.draft()) && starter.isNotEmpty())
        desk.actions().applyPreset(starter);
    else if (!canGenerate(desk.draft()))
        desk.edit([](RequestDraft& draft) { draft.prompt = firstWords; });
    desk.actions().generate();
    if (close)
        close();
}

void FirstStepsSheet::show(const EditorState& state)
{
    lines[2] = {Icon::lock, whereItIsMade(state.link)};
    starter = loopPreset(state.presets);
    // While a person reads it can start: then a model can be offered, and the first loop is sooner.
    if (state.link.link == Link::noDaemon && state.link.canStart && !std::exchange(started, true))
        desk.actions().startDaemon();
    const bool linked = state.link.link == Link::ready || state.link.link == Link::idle;
    linkWords = linked ? juce::String() : (state.link.sentence + " " + state.link.wayOut).trim();
    juce::StringArray said;
    for (const auto& line : lines)
        said.add(line.words);
    said.add(linkWords);
    said.removeEmptyStrings();
    setDescription(said.joinIntoString(" "));
    firstLoop.setEnabled(mayAsk(state));
    offer.show(state);
    follow(state.host);
    repaint();
}

void FirstStepsSheet::follow(const HostFacts& host)
{
    firstLoop.setWords(host.present ? "Make a first loop at " + words::tempo(host.bpm)
                                    : juce::String("Make a first loop"));
}

juce::Point<int> FirstStepsSheet::idealSize() const
{
    const auto forLines = static_cast<int>(lines.size()) * (lineHeight + space::gap);
    return {wide, forLines + space::gap + space::primary + linkHeight + 2 * space::gap +
                      ModelOffer::height};
}

void FirstStepsSheet::resized()
{
    auto area = getLocalBounds();
    area.removeFromTop(static_cast<int>(lines.size()) * (lineHeight + space::gap) + space::gap);
    firstLoop.setBounds(area.removeFromTop(space::primary));
    area.removeFromTop(linkHeight + 2 * space::gap);
    offer.setBounds(area.removeFromTop(ModelOffer::height));
}

void FirstStepsSheet::paint(juce::Graphics& g)
{
    auto area = getLocalBounds();
    g.setFont(type::body());
    for (const auto& line : lines)
    {
        auto row = area.removeFromTop(lineHeight);
        area.removeFromTop(space::gap);
        drawIcon(g, line.icon,
                 row.removeFromLeft(iconWidth).toFloat().withSizeKeepingCentre(20.0f, 20.0f),
                 palette::quiet);
        g.setColour(palette::text);
        g.drawFittedText(line.words, row, juce::Justification::centredLeft, 2, 1.0f);
    }
    drawLine(g, linkWords,
             getLocalBounds().withTop(firstLoop.getBottom() + space::gap).withHeight(linkHeight),
             type::small(), palette::quiet);
}

} // namespace tonekiln
