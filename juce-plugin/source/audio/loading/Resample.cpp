#include "Resample.h"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace tonekiln
{

namespace
{
constexpr int zeroCrossings = 24;
constexpr int stepsPerCrossing = 512;
constexpr double kaiserBeta = 9.0; // about -90 dB beside the pass band
constexpr double passBand = 0.96;  // of the lower Nyquist frequency

double besselI0(double x)
{
    double sum = 1.0, term = 1.0;
    for (int k = 1; k < 40; ++k)
    {
        term *= (x / (2.0 * k)) * (x / (2.0 * k));
        sum += term;
    }
    return sum;
}

/** One side of the windowed sinc, in steps of 1/stepsPerCrossing of a zero crossing. */
const std::vector<double>& kernel()
{
    static const auto table = []
    {
        std::vector<double> values(zeroCrossings * stepsPerCrossing + 2, 0.0);
        for (std::size_t i = 0; i < values.size() - 2; ++i)
        {
            const double x = static_cast<double>(i) / stepsPerCrossing;
            const double across = x / zeroCrossings;
            const double window =
                besselI0(kaiserBeta * std::sqrt(1.0 - across * across)) / besselI0(kaiserBeta);
            const double phase = std::numbers::pi * x;
            values[i] = window * (i == 0 ? 1.0 : std::sin(phase) / phase);
        }
        return values;
    }();
    return table;
}

double kernelAt(double crossings)
{
    const double place = std::abs(crossings) * stepsPerCrossing;
    if (place >= zeroCrossings * stepsPerCrossing)
        return 0.0;
    const auto index = static_cast<std::size_t>(place);
    const double between = place - static_cast<double>(index);
    return kernel()[index] + between * (kernel()[index + 1] - kernel()[index]);
}

float sampleAt(const float* input, int frames, double position, double cutoff, bool loops)
{
    const double reach = zeroCrossings / cutoff;
    const auto first = static_cast<int>(std::ceil(position - reach));
    const auto last = static_cast<int>(std::floor(position + reach));
    double sum = 0.0;
    for (int i = first; i <= last; ++i)
    {
        if (!loops && (i < 0 || i >= frames))
            continue;
        const int wrapped = loops ? ((i % frames) + frames) % frames : i;
        sum += static_cast<double>(input[wrapped]) * kernelAt((position - i) * cutoff);
    }
    return static_cast<float>(sum * cutoff);
}
} // namespace

juce::AudioBuffer<float> resample(const juce::AudioBuffer<float>& input, int frames, bool loops)
{
    juce::AudioBuffer<float> output{input.getNumChannels(), frames};
    const int before = input.getNumSamples();
    const double ratio = static_cast<double>(before) / frames;
    const double cutoff = passBand * std::min(1.0, 1.0 / ratio);
    for (int channel = 0; channel < input.getNumChannels(); ++channel)
    {
        const auto* from = input.getReadPointer(channel);
        auto* to = output.getWritePointer(channel);
        for (int i = 0; i < frames; ++i)
            to[i] = sampleAt(from, before, i * ratio, cutoff, loops);
    }
    return output;
}

} // namespace tonekiln
