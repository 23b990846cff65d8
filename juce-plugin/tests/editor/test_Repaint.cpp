// Only what changed is painted again.
#include "rig/Window.h"

using namespace tonekiln;

namespace
{

/** Notes what the window would have to paint again. */
class Watch final : public juce::CachedComponentImage
{
public:
    juce::RectangleList<int> dirty;
    int calls = 0;

    void paint(juce::Graphics&) override {}
    bool invalidateAll() override
    {
        dirty.add({0, 0, 10000, 10000});
        ++calls;
        return false;
    }
    bool invalidate(const juce::Rectangle<int>& area) override
    {
        dirty.add(area);
        ++calls;
        return false;
    }
    void releaseResources() override {}

    void forget()
    {
        dirty.clear();
        calls = 0;
    }

    juce::int64 area() const
    {
        juce::int64 sum = 0;
        for (const auto& each : dirty)
            sum += static_cast<juce::int64>(each.getWidth()) * each.getHeight();
        return sum;
    }
};

struct Watched
{
    explicit Watched(const EditorState& state)
        : window(state)
    {
        window.editor->setCachedComponentImage(watch);
        watch->forget();
    }

    Window window;
    Watch* watch = new Watch; // the editor owns it
};

} // namespace

TEST_CASE("a frame in which nothing moved paints nothing", "[editor]")
{
    for (const auto& state : {scenes::empty(), scenes::working(), scenes::noDaemon()})
    {
        Watched seen(state);
        for (int i = 0; i < 30; ++i)
            seen.window.editor->refresh();
        CHECK(seen.watch->calls == 0);
    }
}

TEST_CASE("a state that reads the same paints next to nothing", "[editor]")
{
    Watched seen(scenes::working());
    // The same state under a new version, as when something invisible changed.
    const auto same = seen.window.actions.held;
    seen.window.put(same);
    CHECK(seen.watch->area() == 0);
}

TEST_CASE("the playhead paints its own strip", "[editor]")
{
    Watched seen(scenes::working());
    auto& window = seen.window;
    window.actions.auditionNow.position = 0.45;
    window.editor->refresh();
    const auto strip = seen.watch->dirty.getBounds();
    CHECK(seen.watch->calls > 0);
    CHECK(strip.getWidth() < 60);
    CHECK(seen.watch->area() < 60 * window.editor->getHeight() / 2);
}

TEST_CASE("progress paints where its edge moved and what says so", "[editor]")
{
    Watched seen(scenes::busy());
    auto next = scenes::busy();
    next.job.preview = seen.window.actions.held.job.preview;
    seen.window.put(next);
    seen.watch->forget();
    next.job.fraction = 0.585;
    seen.window.put(next);
    const auto whole = static_cast<juce::int64>(Editor::usualWidth) * Editor::usualHeight;
    CHECK(seen.watch->calls > 0);
    CHECK(seen.watch->area() < whole / 8);
}

TEST_CASE("a waveform is drawn once and then copied", "[editor]")
{
    WaveformImage wave;
    const auto peaks = scenes::wave(4, 4, 1);
    CHECK(wave.show(peaks, juce::Colours::white));
    CHECK_FALSE(wave.show(peaks, juce::Colours::white));

    juce::Image first(juce::Image::ARGB, 200, 50, true), second(juce::Image::ARGB, 200, 50, true);
    {
        juce::Graphics g(first);
        wave.draw(g, {0, 0, 200, 50});
    }
    {
        juce::Graphics g(second);
        wave.draw(g, {0, 0, 200, 50});
    }
    int lit = 0;
    for (int x = 0; x < 200; ++x)
    {
        CHECK(first.getPixelAt(x, 25) == second.getPixelAt(x, 25));
        lit += first.getPixelAt(x, 25).getAlpha() > 0 ? 1 : 0;
    }
    CHECK(lit == 200);
}
