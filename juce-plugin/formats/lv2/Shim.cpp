// The LV2 as hosts load it: JUCE's own, with the position read here.
//
// JUCE's client forgets the position at every run(), while hosts send one only when something has
// changed, and it reads a part of what they send. So its `lv2_descriptor` is renamed when it is
// compiled (cmake/Lv2.cmake) and this one stands before it. What JUCE makes is handed through as
// it is, the instance's own handle included: the UI's instance-access, state and every other
// extension hold as JUCE has them.
//
// Who may enter: the host, as the LV2 core specification has it. connect_port and run look an
// instance up without locks or allocation; the records of ended instances are kept for the next.
#include "lv2/SessionPosition.h"
#include "processor/PluginEntry.h"

#include <atomic>
#include <deque>
#include <mutex>

#undef lv2_descriptor
#include "Headers.h"

extern "C" const LV2_Descriptor* tonekiln_juce_lv2_descriptor(uint32_t index);

namespace tonekiln::lv2
{

namespace
{
/** The numbers a host has given to what we read. */
struct Names
{
    explicit Names(const LV2_URID_Map& map)
        : object(map.map(map.handle, LV2_ATOM__Object))
        , blank(map.map(map.handle, LV2_ATOM__Blank))
        , sequence(map.map(map.handle, LV2_ATOM__Sequence))
        , isInt(map.map(map.handle, LV2_ATOM__Int))
        , isLong(map.map(map.handle, LV2_ATOM__Long))
        , isFloat(map.map(map.handle, LV2_ATOM__Float))
        , isDouble(map.map(map.handle, LV2_ATOM__Double))
        , position(map.map(map.handle, LV2_TIME__Position))
        , frame(map.map(map.handle, LV2_TIME__frame))
        , speed(map.map(map.handle, LV2_TIME__speed))
        , bar(map.map(map.handle, LV2_TIME__bar))
        , barBeat(map.map(map.handle, LV2_TIME__barBeat))
        , beat(map.map(map.handle, LV2_TIME__beat))
        , beatUnit(map.map(map.handle, LV2_TIME__beatUnit))
        , beatsPerBar(map.map(map.handle, LV2_TIME__beatsPerBar))
        , beatsPerMinute(map.map(map.handle, LV2_TIME__beatsPerMinute))
    {
    }

    LV2_URID object, blank, sequence, isInt, isLong, isFloat, isDouble;
    LV2_URID position, frame, speed, bar, barBeat, beat, beatUnit, beatsPerBar, beatsPerMinute;
};

/** Hosts differ in the types they send numbers in. */
std::optional<double> numberIn(const LV2_Atom* atom, const Names& names)
{
    const auto* body = atom + 1;
    const auto read = [body](auto value)
    {
        std::memcpy(&value, body, sizeof(value));
        return static_cast<double>(value);
    };
    if (atom->type == names.isInt && atom->size >= sizeof(std::int32_t))
        return read(std::int32_t{});
    if (atom->type == names.isLong && atom->size >= sizeof(std::int64_t))
        return read(std::int64_t{});
    if (atom->type == names.isFloat && atom->size >= sizeof(float))
        return read(float{});
    if (atom->type == names.isDouble && atom->size >= sizeof(double))
        return read(double{});
    return std::nullopt;
}

std::optional<std::int64_t> wholeIn(const LV2_Atom* atom, const Names& names)
{
    constexpr double most = 1.0e15;
    const auto number = numberIn(atom, names);
    if (!number || !(std::abs(*number) < most))
        return std::nullopt;
    return std::llround(std::floor(*number));
}

TimePosition positionIn(const LV2_Atom_Object& object, const Names& names)
{
    TimePosition told;
    const auto* body = &object.body;
    for (const auto* property = lv2_atom_object_begin(body);
         !lv2_atom_object_is_end(body, object.atom.size, property);
         property = lv2_atom_object_next(property))
    {
        const auto key = property->key;
        const auto* value = &property->value;
        if (key == names.frame)
            told.frame = wholeIn(value, names);
        else if (key == names.bar)
            told.bar = wholeIn(value, names);
        else if (key == names.beatUnit)
            told.beatUnit = wholeIn(value, names);
        else if (key == names.speed)
            told.speed = numberIn(value, names);
        else if (key == names.barBeat)
            told.barBeat = numberIn(value, names);
        else if (key == names.beat)
            told.beat = numberIn(value, names);
        else if (key == names.beatsPerBar)
            told.beatsPerBar = numberIn(value, names);
        else if (key == names.beatsPerMinute)
            told.beatsPerMinute = numberIn(value, names);
    }
    return told;
}

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

Instances& instances()
{
    static Instances all;
    return all;
}

const LV2_Descriptor& juces()
{
    return *tonekiln_juce_lv2_descriptor(0);
}

const LV2_URID_Map* mapIn(const LV2_Feature* const* features)
{
    for (; features != nullptr && *features != nullptr; ++features)
        if (std::strcmp((*features)->URI, LV2_URID__map) == 0)
            return static_cast<const LV2_URID_Map*>((*features)->data);
    return nullptr;
}

LV2_Handle instantiate(const LV2_Descriptor*, double sampleRate, const char* bundle,
                       const LV2_Feature* const* features)
{
    const auto handle = juces().instantiate(&juces(), sampleRate, bundle, features);
    const auto* map = mapIn(features);
    auto* processor = newestProcessorHere();
    if (handle == nullptr || map == nullptr || processor == nullptr)
        return handle;
    // JUCE's ports: audio in, audio out, then the sequence of events in (test_lv2_bundle.py).
    const auto control = static_cast<uint32_t>(processor->getTotalNumInputChannels() +
                                               processor->getTotalNumOutputChannels());
    auto instance = std::make_unique<Instance>(Names{*map}, sampleRate, control);
    processor->setPlayHead(instance.get());
    instances().add(handle, std::move(instance));
    return handle;
}

void connectPort(LV2_Handle handle, uint32_t port, void* data)
{
    if (auto* instance = instances().find(handle))
        instance->connect(port, data);
    juces().connect_port(handle, port, data);
}

void activate(LV2_Handle handle)
{
    if (juces().activate != nullptr)
        juces().activate(handle);
}

void run(LV2_Handle handle, uint32_t frames)
{
    if (auto* instance = instances().find(handle))
        instance->readBlock(frames);
    juces().run(handle, frames);
}

void deactivate(LV2_Handle handle)
{
    if (juces().deactivate != nullptr)
        juces().deactivate(handle);
}

void cleanup(LV2_Handle handle)
{
    const auto ended = instances().remove(handle);
    juces().cleanup(handle);
}

const void* extensionData(const char* uri)
{
    return juces().extension_data != nullptr ? juces().extension_data(uri) : nullptr;
}
} // namespace

} // namespace tonekiln::lv2

LV2_SYMBOL_EXPORT const LV2_Descriptor* lv2_descriptor(uint32_t index)
{
    using namespace tonekiln::lv2;
    if (index != 0)
        return nullptr;
    static const LV2_Descriptor ours{juces().URI, instantiate, connectPort, activate,
                                     run,         deactivate,  cleanup,     extensionData};
    return &ours;
}
