#include "WaveformImage.h"

namespace tonekiln
{

namespace
{

/** Lowest and highest of the peaks that fall into column `x` of `width`. */
Peak columnOf(const std::vector<Peak>& peaks, int x, int width)
{
    const auto count = peaks.size();
    const auto columns = static_cast<std::size_t>(width);
    const auto column = static_cast<std::size_t>(x);
    const auto first = column * count / columns;
    const auto last = juce::jmax(first + 1, (column + 1) * count / columns);
    Peak all = peaks[first];
    for (auto i = first + 1; i < last; ++i)
    {
        all.low = juce::jmin(all.low, peaks[i].low);
        all.high = juce::jmax(all.high, peaks[i].high);
    }
    return all;
}

} // namespace

bool WaveformImage::show(Waveform newPeaks, juce::Colour newColour)
{
    if (peaks == newPeaks && colour == newColour)
        return false;
    peaks = std::move(newPeaks);
    colour = newColour;
    image = {};
    return true;
}

void WaveformImage::draw(juce::Graphics& g, juce::Rectangle<int> area)
{
    if (empty() || area.isEmpty())
        return;
    const auto scale = g.getInternalContext().getPhysicalPixelScaleFactor();
    const auto width = juce::roundToInt(static_cast<float>(area.getWidth()) * scale);
    const auto height = juce::roundToInt(static_cast<float>(area.getHeight()) * scale);
    if (width <= 0 || height <= 0)
        return;
    if (image.getWidth() != width || image.getHeight() != height)
        render(width, height);
    g.setOpacity(1.0f);
    g.drawImage(image, area.toFloat());
}

void WaveformImage::render(int width, int height)
{
    image = juce::Image(juce::Image::ARGB, width, height, true);
    juce::Graphics g(image);
    const auto half = static_cast<float>(height) * 0.5f;
    juce::RectangleList<float> columns;
    columns.ensureStorageAllocated(width);
    for (int x = 0; x < width; ++x)
    {
        const auto peak = columnOf(*peaks, x, width);
        const auto top = half - juce::jlimit(-1.0f, 1.0f, peak.high) * half;
        const auto bottom = half - juce::jlimit(-1.0f, 1.0f, peak.low) * half;
        const auto thickness = juce::jmax(1.0f, bottom - top);
        columns.addWithoutMerging({static_cast<float>(x), top, 1.0f, thickness});
    }
    g.setColour(colour);
    g.fillRectList(columns);
}

} // namespace tonekiln
