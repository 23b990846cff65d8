// The plugin's instances, as their host drives them.
// Thread: made and ended on the host's setup thread; connect, readBlock and find on its audio
// thread, without locks or allocation; the records of ended instances are kept for the next.
#pragma once

#include "PositionAtoms.h"
#include "lv2/SessionPosition.h"

#include <juce_audio_processors/juce_audio_processors.h>

#include <atomic>
#include <deque>
#include <mutex>

namespace tonekiln::lv2
{

/** One instance of the plugin, and what it asks for the position. */
class Instance final : public juce::AudioPlayHead
{
public:
    Instance(const Names& known, double sampleRate, uint32_t controlPort)
        : names(known)
        , position(sampleRate,
                   juce::PluginHostType().isArdour() ? Reading::quarterSub : Reading::quarters)
        , port(controlPort)
    {
    }

    void connect(uint32_t which, const void* data)
    {
        if (which == port)
            control = static_cast<const LV2_Atom_Sequence*>(data);
    }

    void readBlock(uint32_t frames)
    {
        position.begin();
        if (control != nullptr && control->atom.type == names.sequence)
        {
            const auto* events = &control->body;
            for (const auto* event = lv2_atom_sequence_begin(events);
                 !lv2_atom_sequence_is_end(events, control->atom.size, event);
                 event = lv2_atom_sequence_next(event))
                readEvent(*event, frames);
        }
        told = position.atBlock();
        position.end(static_cast<int>(frames));
    }

    juce::Optional<PositionInfo> getPosition() const override { return told; }

private:
    void readEvent(const LV2_Atom_Event& event, uint32_t frames)
    {
        const auto& body = event.body;
        if ((body.type != names.object && body.type != names.blank) ||
            body.size < sizeof(LV2_Atom_Object_Body))
            return;
        const auto& object = reinterpret_cast<const LV2_Atom_Object&>(body);
        if (object.body.otype == names.position)
            position.take(positionIn(object, names),
                          static_cast<int>(std::clamp<std::int64_t>(event.time.frames, 0, frames)));
    }

    const Names names;
    SessionPosition position;
    juce::Optional<PositionInfo> told;
    const LV2_Atom_Sequence* control = nullptr;
    const uint32_t port;
};

/** The instances there are, by the handles that JUCE gave to the host. */
class Instances
{
public:
    void add(LV2_Handle handle, std::unique_ptr<Instance> instance)
    {
        const std::lock_guard<std::mutex> lock(changing);
        auto* record = unused();
        record->instance = std::move(instance);
        record->handle.store(handle, std::memory_order_release);
    }

    /** Without the handle, which JUCE may give to another from now on.
        @return the instance, which JUCE's may still ask until it has ended */
    std::unique_ptr<Instance> remove(LV2_Handle handle)
    {
        const std::lock_guard<std::mutex> lock(changing);
        for (auto& record : records)
            if (record.handle.load(std::memory_order_relaxed) == handle)
            {
                record.handle.store(nullptr, std::memory_order_release);
                return std::move(record.instance);
            }
        return nullptr;
    }

    Instance* find(LV2_Handle handle) const noexcept
    {
        for (auto* record = first.load(std::memory_order_acquire); record != nullptr;
             record = record->next)
            if (record->handle.load(std::memory_order_acquire) == handle)
                return record->instance.get();
        return nullptr;
    }

private:
    struct Record
    {
        std::atomic<LV2_Handle> handle{nullptr};
        std::unique_ptr<Instance> instance;
        Record* next = nullptr;
    };

    Record* unused()
    {
        for (auto& record : records)
            if (record.instance == nullptr)
                return &record;
        auto& record = records.emplace_back();
        record.next = first.load(std::memory_order_relaxed);
        first.store(&record, std::memory_order_release);
        return &record;
    }

    std::mutex changing;
    std::deque<Record> records; ///< never moved, never freed before the library is
    std::atomic<Record*> first{nullptr};
};

} // namespace tonekiln::lv2
