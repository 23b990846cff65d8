// Opens the window in each designed state and writes its picture at twice the size.
#include "rig/Window.h"

#include <set>

using namespace tonekiln;

namespace
{

constexpr float picturesScale = 2.0f;

juce::Image snapshot(Window& window)
{
    return window.editor->createComponentSnapshot(window.editor->getLocalBounds(), true,
                                                  picturesScale);
}

/** Whether a person would see a difference; another release of the font renderer makes none. */
bool looksDifferent(const juce::Image& one, const juce::Image& other)
{
    if (one.getBounds() != other.getBounds())
        return true;
    constexpr int visible = 24; // of 255, in any channel
    int different = 0;
    for (int y = 0; y < one.getHeight(); ++y)
        for (int x = 0; x < one.getWidth(); ++x)
        {
            const auto a = one.getPixelAt(x, y), b = other.getPixelAt(x, y);
            different += std::abs(a.getRed() - b.getRed()) > visible ||
                                 std::abs(a.getGreen() - b.getGreen()) > visible ||
                                 std::abs(a.getBlue() - b.getBlue()) > visible
                             ? 1
                             : 0;
        }
    return different > one.getWidth() * one.getHeight() / 50000;
}

/** Writes the picture where it shows something new, so that a test run leaves the tree alone. */
void keep(const juce::Image& picture, const juce::String& name)
{
    const auto file = juce::File(TONEKILN_PICTURES).getChildFile(name + ".png");
    REQUIRE(file.getParentDirectory().createDirectory());
    const auto before = juce::ImageFileFormat::loadFrom(file);
    if (before.isValid() && !looksDifferent(before, picture))
        return;
    juce::MemoryOutputStream bytes;
    REQUIRE(juce::PNGImageFormat().writeImageToStream(picture, bytes));
    REQUIRE(file.replaceWithData(bytes.getData(), bytes.getDataSize()));
}

/** How many different colours a picture holds on a coarse raster: a blank one has one. */
std::size_t coloursIn(const juce::Image& picture)
{
    std::set<std::uint32_t> colours;
    for (int y = 0; y < picture.getHeight(); y += 7)
        for (int x = 0; x < picture.getWidth(); x += 7)
            colours.insert(picture.getPixelAt(x, y).getARGB());
    return colours.size();
}

void picture(const EditorState& state, const juce::String& name, int width, int height,
             const std::function<void(Window&)>& then = {})
{
    Window window(state);
    window.editor->setSize(width, height);
    if (then)
        then(window);
    const auto image = snapshot(window);
    CHECK(image.getWidth() == juce::roundToInt(picturesScale) * width);
    CHECK(coloursIn(image) > 20);
    keep(image, name);
}

} // namespace

TEST_CASE("every designed state has its picture", "[editor]")
{
    const auto width = Editor::usualWidth, height = Editor::usualHeight;
    picture(scenes::empty(), "empty", width, height);
    picture(scenes::working(), "working", width, height);
    picture(scenes::firstSteps(), "first-steps", width, height);
    auto notInstalled = scenes::noDaemon();
    notInstalled.firstSteps = true;
    notInstalled.link.canStart = false;
    notInstalled.link.sentence = "Tonekiln's sound engine is not installed here.";
    notInstalled.link.wayOut = "In a terminal: pip install tonekiln, then: tonekiln doctor";
    picture(notInstalled, "first-steps-not-installed", width, height);
    picture(scenes::loading(), "loading", width, height);
    picture(scenes::queued(), "queued", width, height);
    picture(scenes::busy(), "busy", width, height);
    picture(scenes::error(), "error", width, height);
    picture(scenes::noDaemon(), "no-daemon", width, height);
    picture(scenes::starting(), "starting", width, height);
    picture(scenes::working(), "daemon-lost", width, height,
            [](Window& window) { window.put(scenes::lost()); });
    picture(scenes::nothingFound(), "nothing-found", width, height);
    auto part = scenes::working();
    part.engines[0].abilities.inpaint = true;
    picture(part, "part", width, height,
            [](Window& window) {
                window.find<PartPicker>("part").choose(BarSpan{2, 3, 1});
            });
    picture(scenes::placed(), "placed", width, height);
    picture(scenes::noRoad(), "no-road", width, height);
}

TEST_CASE("the window has its picture at its smallest and large", "[editor]")
{
    picture(scenes::working(), "smallest", Editor::smallestWidth, Editor::smallestHeight);
    picture(scenes::busy(), "large", 1440, 900);
    picture(scenes::working(), "smallest-part", Editor::smallestWidth, Editor::smallestHeight,
            [](Window& window) {
                window.find<PartPicker>("part").choose(BarSpan{5, 8, 4});
            });
}

TEST_CASE("sheets, drawer and drop targets have their pictures", "[editor]")
{
    const auto width = Editor::usualWidth, height = Editor::usualHeight;
    picture(scenes::working(), "engines", width, height,
            [](Window& window) { window.editor->openEngines(); });
    picture(scenes::unreadableEngines(), "engines-unreadable", width, height,
            [](Window& window) { window.editor->openEngines(); });
    picture(scenes::gettingEngines(), "engines-getting", width, height,
            [](Window& window) { window.editor->openEngines(); });
    picture(scenes::licenceAsked(), "engine-licence", width, height);
    picture(scenes::tokenAsked(), "engine-token", width, height);
    picture(scenes::wordsIgnored(), "words-not-heard", width, height);
    picture(scenes::working(), "presets", width, height,
            [](Window& window) { window.editor->openPresets(); });
    picture(scenes::working(), "places", width, height,
            [](Window& window) { window.editor->openPlaces({"c1"}); });
    auto tuned = scenes::working();
    tuned.draft.guidance = 4.5;
    tuned.draft.oneShot = true;
    tuned.engines[0].loras = {{"tape-hiss", "unknown", true}, {"slow_attack", "MIT", false}};
    tuned.draft.loras = {{"tape-hiss", 0.8}};
    picture(tuned, "drawer", width, height,
            [](Window& window) { window.find<juce::Button>("more").onClick(); });
    auto dropped = scenes::working();
    dropped.draft.inputs = {{InputRole::init, "/music/voice-memo.wav"}};
    picture(dropped, "dropping", width, height,
            [](Window& window)
            {
                auto& ask = window.find<AskZone>("ask");
                ask.fileDragEnter({"/music/hum.wav"}, 120, 200);
            });
    picture(dropped, "input", width, height);
}
