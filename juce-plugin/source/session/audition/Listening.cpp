#include "Listening.h"

#include "session/host/HostView.h"
#include "session/model/Fields.h"

namespace tonekiln
{

namespace
{
constexpr std::uint32_t steadyMs = 700;       ///< a tempo held this long is worth a refit
constexpr std::uint32_t previewEveryMs = 400; ///< how often a growing preview is loaded anew
constexpr MicroBpm sameTempo = 50;

std::uint32_t nowMs()
{
    return juce::Time::getMillisecondCounter();
}

ClipShape shapeOfPreview(const Job& job)
{
    ClipShape shape;
    shape.sampleRate = job.previewRate;
    shape.meter =
        Meter::parse(fields::text(job.body, "meter", "4/4").toStdString()).value_or(Meter{});
    shape.bpm = parseBpm(fields::text(job.body, "bpm", "120").toStdString()).value_or(shape.bpm);
    shape.bars = fields::maybeInt(job.body, "bars").value_or(0);
    shape.frames = shape.bars > 0 ? barFrames(shape.bars, shape.meter, shape.bpm, shape.sampleRate)
                                  : job.previewFrames;
    return shape;
}

juce::AudioBuffer<float> soundSoFar(const Job& job)
{
    juce::AudioBuffer<float> sound{job.preview.getNumChannels(), job.previewFrames};
    for (int channel = 0; channel < sound.getNumChannels(); ++channel)
        sound.copyFrom(channel, 0, job.preview, channel, 0, job.previewFrames);
    return sound;
}
} // namespace

float levelledTo(const ClipRow& other, const ClipRow& clip)
{
    if (!other.lufs || !clip.lufs)
        return 1.0f;
    return juce::Decibels::decibelsToGain(
        static_cast<float>(std::min(0.0, *other.lufs - *clip.lufs)));
}

Listening::Listening(const Model& known, const Parameters& automated, Audition& heardThrough,
                     const Published<Transport>& hostTransport, ClipLoader& clips)
    : model(known)
    , parameters(automated)
    , audience(heardThrough)
    , transport(hostTransport)
    , loader(clips)
{
}

AuditionStatus Listening::status() const
{
    const auto now = audience.status();
    AuditionStatus status;
    status.on = parameters.auditionOn.get();
    status.gainDb = parameters.auditionGain.get();
    status.clipId = auditioned;
    if (auditioned.isEmpty() || !status.on)
        return status;
    const bool isPreview = model.clip(auditioned) == nullptr;
    const auto host = transport.read();
    status.mood = alone                            ? AuditionMood::silent
                  : playsNow(host) && !host.placed ? AuditionMood::lost
                                                   : AuditionMood::waiting;
    if (now.sounding && now.ticket == ticketWanted)
    {
        status.position = now.position;
        status.mood = isPreview ? AuditionMood::preview : AuditionMood::inTime;
        if (!now.inTime && !isPreview)
            status.mood = AuditionMood::realigning;
    }
    return status;
}

// What a person does.

void Listening::play(const juce::String& clipId)
{
    begin(clipId, {});
}

void Listening::begin(const juce::String& clipId, const juce::String& inTurnsWith)
{
    if (const auto host = transport.read(); !playsNow(host) || !host.placed)
        audience.playFreely();
    const auto* newest = model.newestJob();
    follows = (newest != nullptr && newest->status.id == clipId) ||
              (!model.shelf.empty() && model.shelf.front().row.id == clipId);
    choose(clipId, inTurnsWith);
}

void Listening::compare(const juce::String& clipId)
{
    const auto now = auditioned;
    const auto next = clipId == now ? comparedWith : clipId;
    if (model.clip(now) == nullptr || model.clip(next) == nullptr)
        return play(clipId);
    begin(next, now);
}

void Listening::stop()
{
    follows = false;
    audience.stopPlayingFreely();
    choose({});
}

void Listening::letGo(const juce::String& clipId)
{
    if (auditioned == clipId)
        choose({});
}

void Listening::choose(const juce::String& clipId, const juce::String& inTurnsWith)
{
    auditioned = clipId;
    comparedWith = inTurnsWith;
    load();
}

// What happens.

void Listening::clipArrived(const juce::String& clipId, bool first)
{
    if (follows && first)
    {
        if (alone)
            audience.playFreely();
        choose(clipId);
    }
    else if (auditioned == clipId)
        load();
}

void Listening::takesOver(const juce::String& clipId, const juce::String& from)
{
    if (from.isNotEmpty() && auditioned == from)
        choose(clipId);
}

void Listening::refitArrived(const juce::String& clipId)
{
    if (auditioned == clipId)
        load();
}

void Listening::fileCame(const juce::String& versionId)
{
    const auto* entry = model.clip(auditioned);
    if (entry != nullptr && (entry->row.id == versionId || versionFor(*entry).row.id == versionId))
        load();
}

void Listening::previewGrew(const Job& job)
{
    if (auditioned.isEmpty() && follows)
        auditioned = job.status.id;
    if (auditioned != job.status.id || hostRate < 1.0 || nowMs() - previewLoadedAt < previewEveryMs)
        return;
    previewLoadedAt = nowMs();
    ticketWanted = loader.auditionPreview(soundSoFar(job), shapeOfPreview(job),
                                          static_cast<int>(std::lround(hostRate)));
}

void Listening::prepared(double sampleRate)
{
    const bool another = std::abs(hostRate - sampleRate) > 0.5;
    hostRate = sampleRate;
    if (another && auditioned.isNotEmpty())
        load();
}

void Listening::restored(const juce::String& clipId, bool followsNewest)
{
    follows = followsNewest;
    choose(model.clip(clipId) != nullptr ? clipId : juce::String{});
}

bool Listening::loaded(std::uint64_t ticket)
{
    ticketLoaded = std::max(ticketLoaded, ticket);
    return ticket == ticketWanted;
}

bool Listening::hearingChanged()
{
    const auto now = audience.status();
    const bool other =
        now.ticket != heard.ticket || now.sounding != heard.sounding || now.inTime != heard.inTime;
    heard = now;
    return other;
}

void Listening::load()
{
    const auto* entry = model.clip(auditioned);
    if (entry == nullptr || hostRate < 1.0)
    {
        ticketWanted = hostRate < 1.0 ? 0 : loader.silence();
        return;
    }
    const auto& version = versionFor(*entry);
    ticketWanted = loader.audition(juce::File{version.row.path}, version.shape,
                                   static_cast<int>(std::lround(hostRate)), gainFor(entry->row));
}

float Listening::gainFor(const ClipRow& clip) const
{
    const auto* other = model.clip(comparedWith);
    return other != nullptr ? levelledTo(other->row, clip) : 1.0f;
}

// Tempo.

const ShelfEntry& Listening::versionFor(const ShelfEntry& entry) const
{
    const auto refit = model.refits.find(entry.row.id);
    if (refit == model.refits.end())
        return entry;
    const auto bpm = nearestMicroBpm(transport.read().bpm);
    const bool nearer = std::abs(refit->second.shape.bpm - bpm) < std::abs(entry.shape.bpm - bpm);
    return nearer ? refit->second : entry;
}

std::optional<RefitWish> Listening::followTempo()
{
    const auto now = transport.read();
    if (std::abs(now.bpm - steadyBpm) > 1.0e-9)
    {
        steadyBpm = now.bpm;
        steadySince = nowMs();
        return std::nullopt;
    }
    const auto* entry = model.clip(auditioned);
    if (entry == nullptr || !now.playing || nowMs() - steadySince < steadyMs)
        return std::nullopt;
    const auto bpm = nearestMicroBpm(now.bpm);
    const auto& version = versionFor(*entry);
    if (!entry->shape.loops() || std::abs(version.shape.bpm - bpm) <= sameTempo)
    {
        const auto hearing = audience.status();
        if (version.shape.bpm != 0 && hearing.ticket == ticketLoaded && !hearing.inTime &&
            hearing.sounding)
            load();
        return std::nullopt;
    }
    const auto known = refitAsked.find(auditioned);
    if (known != refitAsked.end() && known->second == bpm)
        return std::nullopt;
    return RefitWish{auditioned, bpm, static_cast<int>(now.sampleRate)};
}

} // namespace tonekiln
