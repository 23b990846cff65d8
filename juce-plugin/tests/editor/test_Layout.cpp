// Every part has its place at every size, and the keyboard reaches them in reading order.
#include "rig/Screen.h"
#include "rig/Window.h"

using namespace tonekiln;

namespace
{

bool shown(const juce::Component& part, const juce::Component& window)
{
    for (const auto* each = &part; each != &window; each = each->getParentComponent())
        if (each == nullptr || !each->isVisible())
            return false;
    return true;
}

bool inViewport(const juce::Component& part)
{
    return part.findParentComponentOfClass<juce::Viewport>() != nullptr;
}

/** Parts of JUCE's own widgets and hints keep their own order. */
bool ours(const juce::Component& part)
{
    return dynamic_cast<const juce::TooltipWindow*>(&part) == nullptr &&
           part.findParentComponentOfClass<juce::TextEditor>() == nullptr &&
           part.findParentComponentOfClass<juce::ComboBox>() == nullptr &&
           part.findParentComponentOfClass<juce::ScrollBar>() == nullptr;
}

std::vector<juce::Component*> visibleParts(Window& window)
{
    return Window::all(*window.editor, [&window](juce::Component& part)
                       { return ours(part) && shown(part, *window.editor); });
}

std::vector<juce::Component*> keyboardOrder(Window& window)
{
    return window.editor->createKeyboardFocusTraverser()->getAllComponents(window.editor.get());
}

juce::String nameOf(const juce::Component& part)
{
    return part.getTitle().isNotEmpty() ? part.getTitle() : part.getName();
}

const std::pair<int, int> sizes[] = {{Editor::smallestWidth, Editor::smallestHeight},
                                     {Editor::usualWidth, Editor::usualHeight},
                                     {1440, 900},
                                     {2560, 1440}};

} // namespace

TEST_CASE("nothing reaches out of its parent at any size", "[editor]")
{
    for (const auto& state : {scenes::empty(), scenes::working(), scenes::busy(), scenes::error(),
                              scenes::noDaemon(), scenes::lost(), scenes::firstSteps()})
    {
        Window window(state);
        for (const auto& [width, height] : sizes)
        {
            window.editor->setSize(width, height);
            for (auto* part : visibleParts(window))
            {
                if (inViewport(*part) || dynamic_cast<juce::ResizableCornerComponent*>(part))
                    continue;
                const auto* parent = part->getParentComponent();
                CAPTURE(width, height, nameOf(*part), part->getBounds().toString(), nameOf(*parent),
                        parent->getLocalBounds().toString());
                CHECK(parent->getLocalBounds().contains(part->getBounds()));
            }
        }
    }
}

TEST_CASE("no two controls share a place", "[editor]")
{
    for (const auto& state : {scenes::empty(), scenes::working(), scenes::error()})
    {
        Window window(state);
        for (const auto& [width, height] : sizes)
        {
            window.editor->setSize(width, height);
            const auto order = keyboardOrder(window);
            for (auto* one : order)
                for (auto* other : order)
                {
                    if (one == other || one->isParentOf(other) || other->isParentOf(one) ||
                        inViewport(*one) || inViewport(*other))
                        continue;
                    const auto area = window.editor->getLocalArea(one, one->getLocalBounds());
                    const auto taken = window.editor->getLocalArea(other, other->getLocalBounds());
                    CAPTURE(width, height, nameOf(*one), nameOf(*other));
                    CHECK(area.getIntersection(taken).isEmpty());
                }
        }
    }
}

TEST_CASE("at its smallest every basic control is seen without scrolling", "[editor]")
{
    Window window(scenes::working());
    window.editor->setSize(Editor::smallestWidth, Editor::smallestHeight);
    auto& scroller = *window.find("addInput").findParentComponentOfClass<juce::Viewport>();
    CHECK(scroller.getViewedComponent()->getHeight() <= scroller.getHeight());
}

TEST_CASE("the keyboard goes from asking to listening to the shelf", "[editor]")
{
    Window window(scenes::working());
    const auto order = keyboardOrder(window);
    const auto placeOf = [&](const juce::String& id)
    {
        auto* part = &window.find(id);
        for (std::size_t i = 0; i < order.size(); ++i)
            if (order[i] == part || part->isParentOf(order[i]))
                return static_cast<int>(i);
        FAIL("the keyboard does not reach " << id);
        return -1;
    };
    const juce::StringArray wanted{
        "prompt", "negative", "presets",  "dice",     "engine", "bars",     "key",    "tempo",
        "takes",  "lockSeed", "addInput", "generate", "more",   "audition", "search", "clips"};
    for (int i = 1; i < wanted.size(); ++i)
    {
        CAPTURE(wanted[i - 1], wanted[i]);
        CHECK(placeOf(wanted[i - 1]) < placeOf(wanted[i]));
    }
}

TEST_CASE("an open sheet keeps the keyboard", "[editor]")
{
    Window window(scenes::working());
    window.editor->openPresets();
    auto& search = window.find("presetSearch");
    auto* sheet = search.findKeyboardFocusContainer();
    REQUIRE(sheet != nullptr);
    CHECK(sheet != window.editor.get());
    const auto order = search.createKeyboardFocusTraverser()->getAllComponents(sheet);
    REQUIRE_FALSE(order.empty());
    CHECK(order.front() == &search);
}

TEST_CASE("whatever the keyboard reaches says what it is", "[editor]")
{
    for (const auto& state : {scenes::working(), scenes::error(), scenes::noDaemon()})
    {
        Window window(state);
        for (auto* part : keyboardOrder(window))
        {
            CAPTURE(typeid(*part).name());
            CHECK(nameOf(*part).isNotEmpty());
            CHECK(part->isAccessible());
        }
    }
}

TEST_CASE("whatever has the keyboard shows it", "[editor]")
{
    Window window(scenes::working());
    if (noScreenFor("the keyboard"))
        return;
    window.editor->addToDesktop(0);
    settle();
    int seen = 0;
    for (auto* part : keyboardOrder(window))
    {
        const auto before = part->createComponentSnapshot(part->getLocalBounds());
        part->grabKeyboardFocus();
        REQUIRE(part->hasKeyboardFocus(true));
        ++seen;
        const auto after = part->createComponentSnapshot(part->getLocalBounds());
        bool changed = false;
        for (int y = 0; y < after.getHeight() && !changed; ++y)
            for (int x = 0; x < after.getWidth() && !changed; ++x)
                changed = before.getPixelAt(x, y) != after.getPixelAt(x, y);
        CAPTURE(nameOf(*part));
        CHECK(changed);
    }
    CHECK(seen > 20);
    window.editor->removeFromDesktop();
}
