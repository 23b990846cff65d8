#include "KeyAndTempo.h"

#include "../../words/Words.h"
#include "../Captioned.h"
#include "protocol/Protocol.gen.h"

namespace tonekiln
{

namespace
{

constexpr double slowest = protocol::limits::minBpm, fastest = protocol::limits::maxBpm;
constexpr int anyKey = 1;

const juce::StringArray& tonics()
{
    static const juce::StringArray names{"C",  "C#", "D",  "Eb", "E",  "F",
                                         "F#", "G",  "Ab", "A",  "Bb", "B"};
    return names;
}

} // namespace

KeyAndTempo::KeyAndTempo(DraftDesk& shared)
    : desk(shared)
{
    key.setTitle("Key");
    key.setComponentID("key");
    key.addItem("Any key", anyKey);
    for (const auto& tonic : tonics())
        key.addItem(tonic + " major", key.getNumItems() + 1);
    for (const auto& tonic : tonics())
        key.addItem(tonic + " minor", key.getNumItems() + 1);
    key.onChange = [this]
    {
        const auto id = key.getSelectedId();
        const auto text = key.getText();
        if (id == 0)
            return;
        desk.edit(
            [&](RequestDraft& draft) {
                draft.key = id == anyKey ? juce::String()
                                         : text.replace(" minor", "m").replace(" major", "");
            });
    };

    tempo.setComponentID("tempo");
    tempo.setJustification(juce::Justification::centredLeft);
    tempo.setSelectAllWhenFocused(true);
    tempo.onEnter = [this] { takeTempo(); };
    tempo.onFocusLost = tempo.onEnter;
    tempo.onEscapeKey = [this] { arrange(); };
    follow.setComponentID("followTempo");
    follow.setFaced(true);
    follow.onClick = [this]
    {
        const bool following = !desk.draft().bpmOverride;
        desk.edit([this, following](RequestDraft& draft)
                  { draft.bpmOverride = following ? std::optional(sessionBpm) : std::nullopt; });
        arrange();
    };
    addAndMakeVisible(key);
    addAndMakeVisible(tempo);
    addAndMakeVisible(follow);
}

void KeyAndTempo::show(const EditorState& state)
{
    sessionBpm = state.host.bpm;
    const auto* engine = chosenEngine(state);
    const bool takesKey = engine == nullptr || engine->abilities.key;
    key.setEnabled(takesKey);
    key.setTooltip(takesKey ? "" : "This engine follows no key");
    arrange();
}

void KeyAndTempo::arrange()
{
    const auto& draft = desk.draft();
    const auto wanted = draft.key.isEmpty()           ? juce::String("Any key")
                        : draft.key.endsWith("m")     ? draft.key.dropLastCharacters(1) + " minor"
                        : draft.key.containsChar(' ') ? draft.key
                                                      : draft.key + " major";
    if (key.getText() != wanted)
        key.setText(wanted, juce::dontSendNotification);
    if (!tempo.hasKeyboardFocus(true))
        tempo.show(words::tempo(draft.bpmOverride.value_or(sessionBpm)));
    const bool following = !draft.bpmOverride;
    follow.become(following ? Icon::link : Icon::lock,
                  following ? "Following your session's tempo" : "Own tempo: follow the session");
    if (std::exchange(shownFollowing, following) != following)
    {
        tempo.applyColourToAllText(following ? palette::quiet : palette::text);
        repaint();
    }
}

void KeyAndTempo::takeTempo()
{
    const auto typed = tempo.getText().retainCharacters("0123456789.,").replaceCharacter(',', '.');
    const auto bpm = juce::jlimit(slowest, fastest, typed.getDoubleValue());
    const auto now = desk.draft().bpmOverride.value_or(sessionBpm);
    // Two places are shown: what was not typed over is not an override.
    if (typed.containsAnyOf("0123456789") && std::abs(bpm - now) > 0.005)
        desk.edit([bpm](RequestDraft& draft) { draft.bpmOverride = bpm; });
    tempo.show(words::tempo(desk.draft().bpmOverride.value_or(sessionBpm)));
    arrange();
}

void KeyAndTempo::paint(juce::Graphics& g)
{
    const auto [left, right] = halves(getLocalBounds());
    drawCaption(g, "Key", left);
    drawCaption(g, desk.draft().bpmOverride ? "Own tempo" : "Session tempo", right);
}

void KeyAndTempo::resized()
{
    const auto [left, right] = halves(getLocalBounds());
    key.setBounds(underCaption(left));
    setInRow(underCaption(right), tempo, follow);
}

} // namespace tonekiln
