// Clips of another rate than the host's.
#include "CountingHost.h"
#include "audio/loading/ClipFile.h"
#include "audio/loading/Resample.h"

#include <catch2/catch.hpp>

using namespace tonekiln;
using namespace tonekiln::test;

TEST_CASE("resampling to the host's rate keeps pitch, level and exact length")
{
    ClipShape shape;
    shape.bars = 1;
    shape.sampleRate = 44100;
    shape.frames = barFrames(1, {}, shape.bpm, 44100);
    juce::AudioBuffer<float> audio{2, static_cast<int>(shape.frames)};
    const double cycles = 1000.0; // a whole number per loop, so that it goes round seamlessly
    for (int c = 0; c < 2; ++c)
        for (int i = 0; i < audio.getNumSamples(); ++i)
            audio.setSample(c, i,
                            static_cast<float>(std::sin(juce::MathConstants<double>::twoPi *
                                                        cycles * i / audio.getNumSamples())));
    const auto clip = loadClip(audio, shape, 96000);
    REQUIRE(clip->shape.frames == barFrames(1, {}, shape.bpm, 96000));
    double worst = 0.0;
    for (int i = 0; i < clip->audio.getNumSamples(); ++i)
    {
        const double phase =
            juce::MathConstants<double>::twoPi * cycles * i / clip->audio.getNumSamples();
        worst = std::max(worst, std::abs(clip->audio.getSample(1, i) - std::sin(phase)));
    }
    CHECK(worst < 1.0e-3);
}
