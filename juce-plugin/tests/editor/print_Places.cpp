// Says where things are in the window, for tests that point at them from outside the process.
// Hidden: run `tonekiln_tests "where things are in the window"`.
#include "editor/parts/DragHandle.h"
#include "protocol/Message.h"
#include "rig/Window.h"

#include <iostream>

using namespace tonekiln;

namespace
{

juce::Component& nowZoneOf(juce::Component& editor)
{
    return *Window::all(editor, [](juce::Component& part)
                        { return dynamic_cast<NowZone*>(&part) != nullptr; })
                .front();
}

/** A grip in a zone; the first is that of the newest clip. */
juce::Component* gripIn(juce::Component& zone, std::size_t place = 0)
{
    const auto grips = Window::all(zone, [](juce::Component& part)
                                   { return dynamic_cast<DragHandle*>(&part) != nullptr; });
    return place < grips.size() ? grips[place] : nullptr;
}

} // namespace

TEST_CASE("where things are in the window", "[.][places]")
{
    Window window{scenes::working()};
    auto& editor = *window.editor;
    std::map<juce::String, juce::Component*> named{
        {"now grip", gripIn(nowZoneOf(editor))},
        {"first clip's grip", gripIn(window.find("clips"))},
        {"second clip's grip", gripIn(window.find("clips"), 1)}};
    window.find<PartPicker>("part").choose(BarSpan{}); // what can be done with a part is seen
    editor.openFirstSteps();                           // over the rest, which stays where it is
    for (auto* part :
         Window::all(editor, [](juce::Component& c) { return c.getComponentID().isNotEmpty(); }))
        if (part->isShowing() || part->isVisible())
            named.emplace(part->getComponentID(), part);

    Json parts = Json::object();
    for (const auto& [name, part] : named)
    {
        REQUIRE(part != nullptr);
        const auto area = editor.getLocalArea(part, part->getLocalBounds());
        parts[name.toStdString()] = {area.getX(), area.getY(), area.getWidth(), area.getHeight()};
    }
    // Where a clip's row has no button.
    const auto row =
        editor.getLocalArea(&window.find("clips"), juce::Rectangle<int>(160, 4, 90, 48));
    parts["first clip's words"] = {row.getX(), row.getY(), row.getWidth(), row.getHeight()};
    const Json map = {
        {"width", editor.getWidth()}, {"height", editor.getHeight()}, {"parts", parts}};
    std::cout << map.dump() << std::endl;
}
