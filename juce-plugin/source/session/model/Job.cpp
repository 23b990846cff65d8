#include "Job.h"

#include "Fields.h"
#include "audio/loading/ClipFile.h"
#include "session/asking/Asking.h"

#include <cstring>

namespace tonekiln
{

namespace
{
namespace names = protocol::fields;

JobPhase phaseFrom(const juce::String& state, JobPhase otherwise)
{
    if (state == "queued")
        return JobPhase::queued;
    if (state == "loading")
        return JobPhase::loading;
    if (state == "generating")
        return JobPhase::generating;
    if (state == "fitting")
        return JobPhase::fitting;
    return state == "writing" ? JobPhase::writing : otherwise;
}

std::optional<std::int64_t> maybeWhole(const Json& json, std::string_view name)
{
    const auto value = fields::whole(json, name, -1);
    return value < 0 ? std::nullopt : std::optional{value};
}

std::vector<float> floatsOf(const Frames& payload)
{
    std::string bytes;
    for (const auto& chunk : payload)
        bytes += chunk;
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
    return values;
}
/** What the clip's bars will be, from what is asked for. */
void takeGrid(JobStatus& status, const Json& body)
{
    namespace n = names::Generate;
    if (const auto bpm = parseBpm(fields::text(body, n::bpm).toStdString()))
        status.bpm = static_cast<double>(*bpm) / 1e6;
    if (const auto meter = Meter::parse(fields::text(body, n::meter).toStdString()))
    {
        status.meterNumerator = meter->numerator;
        status.meterDenominator = meter->denominator;
    }
    status.bars = fields::maybeInt(body, n::bars);
    status.seconds = secondsOf(body);
}
} // namespace

Job newJob(std::string id, std::string_view kind, Json body, const juce::String& prompt)
{
    Job job;
    job.id = std::move(id);
    job.kind = kind;
    job.body = std::move(body);
    job.status.id = fromUtf8(job.id);
    job.status.phase = JobPhase::sending;
    job.status.prompt = prompt;
    job.status.variations = fields::maybeInt(job.body, names::Generate::variations).value_or(1);
    job.status.engine = fields::text(job.body, names::Generate::engine);
    if (kind == protocol::kinds::generate)
        takeGrid(job.status, job.body);
    return job;
}

void takeAccepted(Job& job, const Json& json)
{
    namespace n = names::Accepted;
    job.planId = fields::text(json, n::planId).toStdString();
    if (!job.status.busy())
        return;
    if (job.status.phase == JobPhase::sending)
        job.status.phase = JobPhase::queued;
    job.status.place = std::max(0, fields::maybeInt(json, n::place).value_or(0));
    job.status.etaMs = maybeWhole(json, n::etaMs);
    job.status.engine = fields::text(json, n::engine, job.status.engine);
    const auto notes = fields::texts(json, n::notes);
    if (!notes.empty())
        job.status.message = notes.front();
}

void takeProgress(Job& job, const Json& json)
{
    namespace n = names::Progress;
    if (!job.status.busy())
        return;
    job.status.phase = phaseFrom(fields::text(json, n::state), job.status.phase);
    const auto fraction = std::clamp(fields::number(json, n::fraction), 0.0, 1.0);
    job.status.fraction = std::max(job.status.fraction, fraction);
    job.status.etaMs = maybeWhole(json, n::etaMs);
    job.status.message = fields::text(json, n::message);
}

bool takePreview(Job& job, const Message& message)
{
    namespace n = names::Preview;
    const auto& json = message.body;
    const int rate = fields::maybeInt(json, n::sampleRate).value_or(0);
    const int channels = fields::maybeInt(json, n::channels).value_or(0);
    const auto start = fields::whole(json, n::startFrame, -1);
    const auto values = floatsOf(message.payload);
    const auto most = static_cast<std::int64_t>(protocol::limits::maxSeconds) * rate;
    const bool first = fields::whole(json, n::variation) == 0;
    const bool known = rate >= 1 && rate <= protocol::limits::maxSampleRate && channels >= 1 &&
                       channels <= 2 && start >= 0;
    if (!job.status.busy() || !first || !known)
        return false;
    const auto frames = static_cast<std::int64_t>(values.size()) / channels;
    if (frames < 1 || start > job.previewFrames || start + frames > most)
        return false;

    const auto end = static_cast<int>(start + frames);
    if (end > job.preview.getNumSamples() || channels != job.preview.getNumChannels())
        job.preview.setSize(channels, std::max(end, 2 * job.preview.getNumSamples()), true, true);
    for (int channel = 0; channel < channels; ++channel)
        for (int i = 0; i < frames; ++i)
            job.preview.setSample(channel, static_cast<int>(start) + i,
                                  values[static_cast<std::size_t>(i * channels + channel)]);
    job.previewRate = rate;
    job.previewFrames = std::max(job.previewFrames, end);

    const double whole = secondsOf(job.body) * rate;
    job.status.previewFraction = std::clamp(job.previewFrames / std::max(1.0, whole), 0.0, 1.0);
    const juce::AudioBuffer<float> sofar{job.preview.getArrayOfWritePointers(), channels,
                                         job.previewFrames};
    const double columns = waveformColumns * job.status.previewFraction;
    job.status.preview = waveformOf(sofar, std::max(1, static_cast<int>(columns)));
    return true;
}

void takeEnd(Job& job, JobPhase phase, const juce::String& message)
{
    job.status.phase = phase;
    job.status.message = message;
    job.status.etaMs = std::nullopt;
    if (phase == JobPhase::done)
        job.status.fraction = 1.0;
    job.preview.setSize(0, 0);
    job.previewFrames = 0;
}

} // namespace tonekiln
