// Draws the engines' sheet, and what is asked on the way to one, as a daemon's answers make it, and
// says where things are on it: for tests that look and point from outside the process.
// Hidden: run `tonekiln_tests "what the engines' sheet shows"` with TONEKILN_ENGINE_SHEET set to
// the name of a JSON file: `engines` and `jobs` as on the wire, `opened` as the engines were when
// the sheet was opened, or empty; `suggested` and `chosen`, engines' names; `licence`, its text, or
// `problem`, a sentence, where there are any; `file`, the PNG to write.
#include "rig/Window.h"
#include "session/model/Rows.h"

#include <iostream>

using namespace tonekiln;

namespace
{

juce::String textOf(const Json& asked, const char* name)
{
    return juce::String::fromUTF8(asked.value(name, "").c_str());
}

const Json none = Json::array();

EditorState stateFrom(const Json& asked, const Json& rows, const Json& jobs)
{
    auto state = scenes::empty();
    state.engines.clear();
    for (const auto& row : rows)
        state.engines.push_back(engineFrom(row));
    for (const auto& row : jobs)
        for (auto& engine : state.engines)
            if (auto job = engineJobFrom(row); job.engine == engine.name)
                engine.getting = std::move(job);
    state.defaultEngine = "sketch";
    state.suggestedEngine = textOf(asked, "suggested");
    state.draft.engine = textOf(asked, "chosen");
    state.problem.sentence = textOf(asked, "problem");
    return state;
}

using Parts = std::map<juce::String, juce::Rectangle<int>>;

/** Buttons by what a screen reader says, which names the engine; what has an id by that. */
Parts partsOf(juce::Component& editor, juce::Component& sheet)
{
    Parts parts;
    const auto placed = [&editor](juce::Component& part)
    { return editor.getLocalArea(&part, part.getLocalBounds()); };
    for (auto* part : Window::all(sheet, [](juce::Component& each) { return each.isVisible(); }))
    {
        if (dynamic_cast<juce::Button*>(part) != nullptr)
            parts[part->getTitle()] = placed(*part);
        else if (part->getComponentID().isNotEmpty())
            parts[part->getComponentID()] = placed(*part);
        if (dynamic_cast<SheetContent*>(part) != nullptr)
            parts["content"] = placed(*part);
        if (dynamic_cast<juce::Viewport*>(part) != nullptr && parts.count("problem") == 0)
            parts["problem"] = parts["content"].withTop(placed(*part).getBottom());
    }
    return parts;
}

} // namespace

TEST_CASE("what the engines' sheet shows", "[.][places]")
{
    const juce::File file{juce::SystemStats::getEnvironmentVariable("TONEKILN_ENGINE_SHEET", {})};
    const auto asked = Json::parse(file.loadFileAsString().toStdString());
    auto state = stateFrom(asked, asked["engines"], asked["jobs"]);
    const auto& opened = asked["opened"];
    Window window{opened.empty() ? state : stateFrom(asked, opened, none)};
    window.editor->openEngines();
    window.put(state);
    if (asked.contains("licence"))
    {
        state.question.asks = Asks::licence;
        state.question.text = textOf(asked, "licence");
        window.put(state);
    }
    auto& editor = *window.editor;
    auto& sheet = *Window::all(editor, [](juce::Component& part)
                               { return dynamic_cast<Sheet*>(&part) != nullptr; })
                       .front();
    const auto parts = partsOf(editor, sheet);
    Json places = Json::object();
    for (const auto& [name, area] : parts)
        places[name.toStdString()] = {area.getX(), area.getY(), area.getWidth(), area.getHeight()};
    const Json map = {
        {"width", editor.getWidth()}, {"height", editor.getHeight()}, {"parts", places}};
    std::cout << map.dump() << std::endl;

    const auto picture = editor.createComponentSnapshot(parts.at("content"), false);
    const juce::File drawn{textOf(asked, "file")};
    REQUIRE(drawn.deleteFile()); // a stream into one that is there goes on at its end
    juce::FileOutputStream stream{drawn};
    REQUIRE(stream.openedOk());
    REQUIRE(juce::PNGImageFormat{}.writeImageToStream(picture, stream));
}
