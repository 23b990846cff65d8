#include "TakesAndSeed.h"

#include "../Captioned.h"

namespace tonekiln
{

TakesAndSeed::TakesAndSeed(DraftDesk& shared)
    : desk(shared)
{
    takes.setComponentID("takes");
    takes.onChange = [this](double count)
    { desk.edit([count](RequestDraft& draft) { draft.variations = juce::roundToInt(count); }); };

    seed.setComponentID("seed");
    seed.setInputRestrictions(10, "0123456789");
    seed.onEnter = [this] { takeSeed(); };
    seed.onFocusLost = seed.onEnter;
    lock.setComponentID("lockSeed");
    lock.setFaced(true);
    lock.onClick = [this]
    {
        desk.edit([](RequestDraft& draft) { draft.seedLocked = !draft.seedLocked; });
        arrange();
    };
    addAndMakeVisible(takes);
    addAndMakeVisible(seed);
    addAndMakeVisible(lock);
}

void TakesAndSeed::arrange()
{
    const auto& draft = desk.draft();
    takes.show(draft.variations);
    seed.setEnabled(draft.seedLocked);
    if (!seed.hasKeyboardFocus(true))
        seed.show(draft.seedLocked ? juce::String(draft.seed) : juce::String());
    lock.setSolid(draft.seedLocked);
    lock.become(draft.seedLocked ? Icon::lock : Icon::unlock,
                draft.seedLocked ? "Seed is held: the same asking gives the same sound"
                                 : "Hold the seed");
}

void TakesAndSeed::takeSeed()
{
    const auto typed = juce::jlimit<juce::int64>(0, 0xffffffff, seed.getText().getLargeIntValue());
    const auto wanted = static_cast<std::uint32_t>(typed);
    if (desk.draft().seedLocked && seed.getText().isNotEmpty() && wanted != desk.draft().seed)
        desk.edit([wanted](RequestDraft& draft) { draft.seed = wanted; });
    seed.show(desk.draft().seedLocked ? juce::String(desk.draft().seed) : juce::String());
}

void TakesAndSeed::paint(juce::Graphics& g)
{
    const auto [left, right] = halves(getLocalBounds());
    drawCaption(g, "Takes", left);
    drawCaption(g, "Seed", right);
}

void TakesAndSeed::resized()
{
    const auto [left, right] = halves(getLocalBounds());
    takes.setBounds(underCaption(left));
    setInRow(underCaption(right), seed, lock);
}

} // namespace tonekiln
