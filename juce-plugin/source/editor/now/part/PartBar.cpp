#include "PartBar.h"

#include "../../look/Palette.h"
#include "../../look/Spacing.h"
#include "../../look/Surfaces.h"
#include "../../look/Type.h"
#include "../../words/Words.h"

namespace tonekiln
{

namespace
{

constexpr int roomyWidth = 620; ///< from this width on all of it fits one row
constexpr int engineWidth = 36 * space::unit;

bool makesParts(const EngineRow& engine)
{
    return engine.abilities.inpaint && !engine.away();
}

} // namespace

std::vector<EngineRow> enginesForParts(const EditorState& state, const ClipRow& clip)
{
    std::vector<EngineRow> able;
    std::copy_if(state.engines.begin(), state.engines.end(), std::back_inserter(able), makesParts);
    const auto* asked = chosenEngine(state);
    const auto rank = [&](const EngineRow& engine)
    {
        // A clip has its engine's title here, or its name where no daemon told the title.
        if (engine.title == clip.engine || engine.name == clip.engine)
            return 0;
        return asked != nullptr && engine.name == asked->name ? 1 : 2;
    };
    std::stable_sort(able.begin(), able.end(),
                     [&](const EngineRow& one, const EngineRow& other)
                     { return rank(one) < rank(other); });
    return able;
}

PartBar::PartBar()
{
    words.setComponentID("partWords");
    engine.setComponentID("partEngine");
    make.setComponentID("makePart");
    letGo.setComponentID("letPartGo");
    setTitle("Part to make again");
    words.onEnter = [this] { tell(); };
    words.onEscapeKey = [this]
    {
        if (onLetGo)
            onLetGo();
    };
    make.onClick = [this] { tell(); };
    letGo.onClick = [this]
    {
        if (onLetGo)
            onLetGo();
    };
    engine.onClick = [this] { offerEngines(); };
    for (auto* each : {static_cast<juce::Component*>(&words), static_cast<Component*>(&engine),
                       static_cast<Component*>(&make), static_cast<Component*>(&letGo)})
        addAndMakeVisible(each);
}

const EngineRow* PartBar::chosen() const
{
    for (const auto& each : engines)
        if (each.name == preferred)
            return &each;
    return engines.empty() ? nullptr : &engines.front();
}

void PartBar::show(const EditorState& state, const ClipRow& clip)
{
    words.setPlaceholder(clip.prompt.isNotEmpty() ? "As before: " + clip.prompt
                                                  : juce::String("Its own words"));
    engines = enginesForParts(state, clip);
    showEngine();
}

void PartBar::showEngine()
{
    const auto* by = chosen();
    engine.setWords(by != nullptr ? "By " + by->title : juce::String("No engine here can"));
    engine.setTooltip(by != nullptr ? "Which engine makes the part"
                                    : "None of the engines here makes a part of a clip again");
    engine.setEnabled(by != nullptr);
    make.setEnabled(by != nullptr);
}

void PartBar::showPart(const std::optional<BarSpan>& span)
{
    if (!span)
        words.setText({}, false);
    const auto next = span ? words::part(*span) : juce::String();
    if (std::exchange(part, next) == next)
        return;
    setDescription(part);
    resized();
    repaint();
}

void PartBar::tell()
{
    if (const auto* by = chosen(); by != nullptr && onMake)
        onMake(words.getText().trim(), by->name);
}

void PartBar::offerEngines()
{
    juce::PopupMenu menu;
    const auto* now = chosen();
    for (const auto& each : engines)
        menu.addItem(each.title, true, &each == now,
                     [this, name = each.name]
                     {
                         preferred = name;
                         showEngine();
                     });
    menu.showMenuAsync(juce::PopupMenu::Options().withTargetComponent(engine).withParentComponent(
        getTopLevelComponent()));
}

bool PartBar::keyPressed(const juce::KeyPress& key)
{
    if (!key.isKeyCode(juce::KeyPress::escapeKey) || !onLetGo)
        return false;
    onLetGo();
    return true;
}

int PartBar::idealHeight(int width) const
{
    return width >= roomyWidth ? space::control : 2 * space::control + space::hair;
}

int PartBar::partWidth() const
{
    return type::width(type::strong(), part) + space::gap;
}

void PartBar::resized()
{
    auto first = getLocalBounds().removeFromTop(space::control);
    const bool oneRow = getHeight() < 2 * space::control;
    auto second = oneRow ? first : getLocalBounds().removeFromBottom(space::control);
    letGo.setBounds(first.removeFromRight(space::control));
    first.removeFromRight(space::hair);
    if (oneRow)
        second = first;
    make.setBounds(second.removeFromRight(juce::jmin(make.idealWidth(), second.getWidth())));
    second.removeFromRight(space::gap);
    engine.setBounds(oneRow ? second.removeFromRight(engineWidth) : second);
    second.removeFromRight(space::gap);
    words.setBounds((oneRow ? second : first).withTrimmedLeft(partWidth()));
}

void PartBar::paint(juce::Graphics& g)
{
    drawLine(g, part, getLocalBounds().removeFromTop(space::control).withWidth(partWidth()),
             type::strong(), palette::text);
}

} // namespace tonekiln
