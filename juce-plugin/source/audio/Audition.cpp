#include "Audition.h"

#include "Alignment.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tonekiln
{

namespace
{
constexpr double fadeInSeconds = 0.002;  ///< short, since a drum's attack lies under it
constexpr double fadeOutSeconds = 0.006; ///< into silence; into another voice it is the fade in
constexpr float notYet = -1.0f;          ///< a gain before the first block

int samplesOf(double seconds, double rate)
{
    return std::max(1, static_cast<int>(seconds * rate));
}
} // namespace

Audition::~Audition()
{
    for (const auto* clip : held)
        delete clip;
}

void Audition::prepare(double rate)
{
    sampleRate = rate;
    voices = {};
    leading = nullptr;
    lastGain = notYet;
}

void Audition::process(float* const* channels, int channelCount, int samples,
                       const Transport& transport, bool on, float gain) noexcept
{
    if (lastGain == notYet)
        lastGain = gain;
    takeOffer();
    const auto clock = clockFor(steadied(transport, samples));
    for (int done = 0; done < samples; done += chunk)
    {
        const int now = std::min(chunk, samples - done);
        renderChunk(clock.after(done), now, on);
        const float step = (gain - lastGain) / static_cast<float>(now);
        for (int i = 0; i < now; ++i)
        {
            lastGain += step;
            const auto l = lastGain * left[static_cast<std::size_t>(i)];
            const auto r = lastGain * right[static_cast<std::size_t>(i)];
            channels[0][done + i] += channelCount > 1 ? l : 0.5f * (l + r);
            if (channelCount > 1)
                channels[1][done + i] += r;
        }
        lastGain = gain;
    }
    publishHearing(clock, on);
    if (clock.playing && wasFree)
        freePpq += samples / clock.samplesPerQuarter();
    retireUnused();
}

void Audition::takeOffer() noexcept
{
    const auto space = std::find(held.begin(), held.end(), nullptr);
    if (space == held.end())
        return;
    if (const auto* offer = handoff.take())
        *space = selected = offer;
}

void Audition::retireUnused() noexcept
{
    for (auto& clip : held)
    {
        const bool used = clip == nullptr || clip == selected ||
                          std::any_of(voices.begin(), voices.end(),
                                      [&](const Voice& voice) { return voice.plays(clip); });
        if (!used && handoff.retire(clip))
            clip = nullptr;
    }
}

/** A position that is only known to a tick is carried on from the last one, within that tick:
    otherwise every block would jump by some samples. */
Transport Audition::steadied(Transport host, int samples) noexcept
{
    if (host.grain > 0.0 && std::abs(host.ppq - nextPpq) <= 2.0 * host.grain)
        host.ppq = std::clamp(nextPpq, host.ppq - host.grain, host.ppq + host.grain);
    if (host.ppq < host.barStart)
        host.barStart -= host.meter.quartersPerBar();
    nextPpq = host.ppq + (host.playing ? samples / host.samplesPerQuarter() : 0.0);
    return host;
}

Transport Audition::clockFor(const Transport& host) noexcept
{
    const bool inHand = host.playing && host.placed;
    if (inHand)
        free.store(false, std::memory_order_relaxed);
    const bool isFree = !inHand && free.load(std::memory_order_relaxed) && selected != nullptr;
    if (isFree && !wasFree)
        freePpq = 0.0;
    wasFree = isFree;
    if (!isFree)
        return host;
    Transport own;
    own.playing = true;
    own.sampleRate = sampleRate;
    own.bpm = static_cast<double>(selected->shape.bpm) / 1.0e6;
    own.meter = selected->shape.meter;
    own.ppq = freePpq;
    const double bar = own.meter.quartersPerBar();
    own.barStart = std::floor(freePpq / bar) * bar;
    return own;
}

bool Audition::canSound(const Transport& transport, bool on) const noexcept
{
    return on && transport.playing && transport.placed && selected != nullptr &&
           selected->shape.frames > 0 &&
           std::abs(selected->shape.sampleRate - transport.sampleRate) < 0.5;
}

void Audition::renderChunk(const Transport& transport, int samples, bool on) noexcept
{
    std::fill_n(left.begin(), samples, 0.0f);
    std::fill_n(right.begin(), samples, 0.0f);
    if (canSound(transport, on))
    {
        follow(transport, samples);
        return;
    }
    for (auto& voice : voices)
        voice.release(samplesOf(fadeOutSeconds, sampleRate));
    leading = nullptr;
    renderVoices(0, samples);
}

void Audition::follow(const Transport& transport, int samples) noexcept
{
    const auto fadeOut = samplesOf(fadeOutSeconds, sampleRate);
    const bool loops = selected->shape.loops() && inTime(selected->shape, transport);
    for (int i = 0; i < samples;)
    {
        const auto span = spanAt(selected->shape, transport, i);
        const auto frame = span.frameAt(i);
        auto until = std::min<std::int64_t>(samples, span.end);
        // Out of time, a bar that is shorter than the host's fades out before its end.
        const auto half = (span.lastFrame - span.firstFrame) / 2;
        const auto lastFrame =
            loops ? span.lastFrame + 1 : span.lastFrame - std::min<std::int64_t>(fadeOut, half);
        if (frame >= lastFrame)
        {
            for (auto& voice : voices)
                voice.release(fadeOut);
            leading = nullptr;
        }
        else
        {
            until = std::min(until, i + lastFrame - frame);
            jumpTo(frame);
        }
        renderVoices(i, static_cast<int>(until) - i);
        i = static_cast<int>(until);
    }
}

void Audition::jumpTo(std::int64_t frame) noexcept
{
    const bool continues = leading != nullptr && leading->plays(selected);
    // Up to a sample off is the rounding of the host's position, not a jump.
    if (continues && std::abs(leading->frame() - frame) <= 1)
        return;
    const bool wraps = continues && selected->shape.loops() && frame <= 1 &&
                       std::abs(leading->frame() - selected->shape.frames - frame) <= 1;
    if (wraps)
    {
        leading->moveTo(frame);
        return;
    }
    const auto fade = samplesOf(fadeInSeconds, sampleRate);
    for (auto& voice : voices)
        voice.giveWay(fade);
    leading = &*std::min_element(voices.begin(), voices.end(),
                                 [](const Voice& a, const Voice& b)
                                 {
                                     const auto loudness = [](const Voice& voice)
                                     { return voice.active() ? 1.0f + voice.level() : 0.0f; };
                                     return loudness(a) < loudness(b);
                                 });
    leading->start(*selected, frame, fade);
}

void Audition::renderVoices(int from, int samples) noexcept
{
    for (auto& voice : voices)
        voice.render(left.data() + from, right.data() + from, samples);
}

void Audition::publishHearing(const Transport& clock, bool on) noexcept
{
    Hearing now;
    now.ticket = selected != nullptr ? selected->ticket : 0;
    now.free = wasFree;
    if (canSound(clock, on))
    {
        const auto span = spanAt(selected->shape, clock, 0);
        now.sounding = true;
        now.inTime = inTime(selected->shape, clock);
        now.position = std::clamp(static_cast<double>(span.frameAt(0)) /
                                      static_cast<double>(selected->shape.frames),
                                  0.0, 1.0);
    }
    hearing.write(now);
}

} // namespace tonekiln
