// A song with tempo and meter changes, and where each of its samples lies in bars.
// Thread: plain values, any.
#pragma once

#include "protocol/Grid.h"

#include <cmath>
#include <vector>

namespace tonekiln::test
{

class SongMap
{
public:
    struct Tempo
    {
        double quarter, bpm;
    };
    struct Meters
    {
        int bar;
        Meter meter;
    };
    struct Place
    {
        double quarter = 0, inBar = 0, bpm = 120; ///< inBar in quarter notes
        std::int64_t bar = 0;
        Meter meter;
    };

    SongMap(double sampleRate, std::vector<Tempo> tempoChanges, std::vector<Meters> meterChanges)
        : rate(sampleRate)
        , tempos(std::move(tempoChanges))
        , meters(std::move(meterChanges))
    {
    }

    double sampleOf(double quarter) const
    {
        double sample = 0.0;
        for (std::size_t i = 0; i < tempos.size() && tempos[i].quarter < quarter; ++i)
        {
            const double end =
                i + 1 < tempos.size() ? std::min(quarter, tempos[i + 1].quarter) : quarter;
            sample += (end - tempos[i].quarter) * 60.0 * rate / tempos[i].bpm;
        }
        return sample;
    }

    double quarterOfBar(std::int64_t bar) const
    {
        double quarter = 0.0;
        for (std::size_t i = 0; i < meters.size() && meters[i].bar < bar; ++i)
        {
            const auto end =
                i + 1 < meters.size() ? std::min<std::int64_t>(bar, meters[i + 1].bar) : bar;
            quarter += static_cast<double>(end - meters[i].bar) * meters[i].meter.quartersPerBar();
        }
        return quarter;
    }

    std::int64_t sampleOfBar(std::int64_t bar) const
    {
        return std::llround(std::ceil(sampleOf(quarterOfBar(bar)) - 1e-6));
    }

    Place at(double sample) const
    {
        Place place;
        for (const auto& tempo : tempos)
            if (sampleOf(tempo.quarter) <= sample + 1e-6)
            {
                place.bpm = tempo.bpm;
                place.quarter =
                    tempo.quarter + (sample - sampleOf(tempo.quarter)) * tempo.bpm / 60.0 / rate;
            }
        for (const auto& change : meters)
            if (quarterOfBar(change.bar) <= place.quarter + 1e-9)
            {
                place.meter = change.meter;
                const double since = place.quarter - quarterOfBar(change.bar);
                const double bars = std::floor(since / change.meter.quartersPerBar() + 1e-9);
                place.bar = change.bar + std::llround(bars);
                place.inBar = since - bars * change.meter.quartersPerBar();
            }
        return place;
    }

    /** Where tempo or meter change within (from, to]. */
    std::vector<std::int64_t> changesIn(std::int64_t from, std::int64_t to) const
    {
        std::vector<std::int64_t> found;
        const auto add = [&](double quarter)
        {
            const auto sample = std::llround(std::ceil(sampleOf(quarter) - 1e-6));
            if (sample > from && sample <= to)
                found.push_back(sample);
        };
        for (const auto& tempo : tempos)
            add(tempo.quarter);
        for (const auto& change : meters)
            add(quarterOfBar(change.bar));
        std::sort(found.begin(), found.end());
        found.erase(std::unique(found.begin(), found.end()), found.end());
        return found;
    }

    const double rate;

private:
    std::vector<Tempo> tempos;
    std::vector<Meters> meters;
};

} // namespace tonekiln::test
