// The built LV2 in a host of the tests' own: its functions as a host calls them, and the messages
// that it is sent.
// Thread: the test's own, which is this host's setup and audio thread.
#pragma once

#include "../../formats/lv2/Headers.h"

#include <juce_core/juce_core.h>

#include <catch2/catch.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tonekiln::test
{

/** The loaded library: kept for the whole process, as hosts do. */
inline const LV2_Descriptor& lv2Plugin()
{
    static juce::DynamicLibrary library;
    static const LV2_Descriptor* plugin = []
    {
        REQUIRE(library.open(juce::String(TONEKILN_LV2) + "/libTonekiln.so"));
        const auto find =
            reinterpret_cast<LV2_Descriptor_Function>(library.getFunction("lv2_descriptor"));
        REQUIRE(find != nullptr);
        CHECK(find(1) == nullptr);
        return find(0);
    }();
    REQUIRE(plugin != nullptr);
    return *plugin;
}

/** The numbers this host gives to URIs. */
class Urids
{
public:
    LV2_URID of(const char* uri)
    {
        return known.try_emplace(uri, static_cast<LV2_URID>(known.size() + 1)).first->second;
    }
    LV2_URID_Map map{this, [](LV2_URID_Map_Handle self, const char* uri)
                     { return static_cast<Urids*>(self)->of(uri); }};

private:
    std::map<std::string, LV2_URID> known;
};

/** What one time:Position says, in the types that Ardour and jalv send. */
struct Lv2Position
{
    std::optional<std::int64_t> frame, bar;
    std::optional<float> speed, barBeat, beatsPerBar, bpm;
    std::optional<double> beat;
    std::optional<int> unit;
};

class Lv2Instance
{
public:
    static constexpr int mostFrames = 1024;
    static constexpr uint32_t control = 4, answers = 5, ports = 9;

    /** @param optionBytes how the host writes the numbers of its options: 4, or 8 as Audacity does,
            all as atom:Int */
    explicit Lv2Instance(double rate = 48000.0, uint32_t optionBytes = sizeof(int32_t))
    {
        const int64_t most = mostFrames; // its first four bytes are the same number
        const LV2_Options_Option options[] = {{LV2_OPTIONS_INSTANCE, 0,
                                               urids.of(LV2_BUF_SIZE__maxBlockLength), optionBytes,
                                               urids.of(LV2_ATOM__Int), &most},
                                              {LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, nullptr}};
        LV2_Feature map{LV2_URID__map, &urids.map};
        LV2_Feature option{LV2_OPTIONS__options, const_cast<LV2_Options_Option*>(options)};
        LV2_Feature bounded{LV2_BUF_SIZE__boundedBlockLength, nullptr};
        const LV2_Feature* features[] = {&map, &option, &bounded, nullptr};
        handle = lv2Plugin().instantiate(&lv2Plugin(), rate, "/nowhere/", features);
        REQUIRE(handle != nullptr);
        lv2_atom_forge_init(&forge, &urids.map);
        for (auto& channel : audio)
            channel.assign(mostFrames, 0.0f);
        for (uint32_t port = 0; port < 4; ++port)
            lv2Plugin().connect_port(handle, port, audio[port].data());
        lv2Plugin().connect_port(handle, control, in.data());
        lv2Plugin().connect_port(handle, answers, out.data());
        for (uint32_t port = 6; port < ports; ++port)
            lv2Plugin().connect_port(handle, port, &controls[port - 6]);
        lv2Plugin().activate(handle);
        begin();
    }

    ~Lv2Instance()
    {
        lv2Plugin().deactivate(handle);
        lv2Plugin().cleanup(handle);
    }

    void tell(const Lv2Position& position, int64_t frame = 0, const char* type = LV2_ATOM__Object)
    {
        lv2_atom_forge_frame_time(&forge, frame);
        LV2_Atom_Forge_Frame object;
        lv2_atom_forge_object(&forge, &object, 0, urids.of(LV2_TIME__Position));
        auto* atom = reinterpret_cast<LV2_Atom*>(lv2_atom_forge_deref(&forge, object.ref));
        atom->type = urids.of(type);
        const auto key = [this](const char* name) { lv2_atom_forge_key(&forge, urids.of(name)); };
        if (position.frame)
            key(LV2_TIME__frame), lv2_atom_forge_long(&forge, *position.frame);
        if (position.speed)
            key(LV2_TIME__speed), lv2_atom_forge_float(&forge, *position.speed);
        if (position.bar)
            key(LV2_TIME__bar), lv2_atom_forge_long(&forge, *position.bar);
        if (position.barBeat)
            key(LV2_TIME__barBeat), lv2_atom_forge_float(&forge, *position.barBeat);
        if (position.beat)
            key(LV2_TIME__beat), lv2_atom_forge_double(&forge, *position.beat);
        if (position.unit)
            key(LV2_TIME__beatUnit), lv2_atom_forge_int(&forge, *position.unit);
        if (position.beatsPerBar)
            key(LV2_TIME__beatsPerBar), lv2_atom_forge_float(&forge, *position.beatsPerBar);
        if (position.bpm)
            key(LV2_TIME__beatsPerMinute), lv2_atom_forge_float(&forge, *position.bpm);
        lv2_atom_forge_pop(&forge, &object);
    }

    /** Moves a parameter. */
    void set(const char* parameter, float value)
    {
        lv2_atom_forge_frame_time(&forge, 0);
        LV2_Atom_Forge_Frame object;
        lv2_atom_forge_object(&forge, &object, 0, urids.of(LV2_PATCH__Set));
        lv2_atom_forge_key(&forge, urids.of(LV2_PATCH__property));
        lv2_atom_forge_urid(&forge,
                            urids.of((std::string(lv2Plugin().URI) + ":" + parameter).c_str()));
        lv2_atom_forge_key(&forge, urids.of(LV2_PATCH__value));
        lv2_atom_forge_float(&forge, value);
        lv2_atom_forge_pop(&forge, &object);
    }

    /** @return what is heard on the left */
    const std::vector<float>& run(int frames)
    {
        lv2_atom_forge_pop(&forge, &sequence);
        for (std::size_t c = 0; c < 2; ++c)
            std::fill(audio[c].begin(), audio[c].end(), 0.0f);
        auto* answer = reinterpret_cast<LV2_Atom_Sequence*>(out.data());
        answer->atom.size = static_cast<uint32_t>(out.size() * sizeof(out[0]) - sizeof(LV2_Atom));
        lv2Plugin().run(handle, static_cast<uint32_t>(frames));
        begin();
        return audio[2];
    }

    LV2_Handle handle = nullptr;
    Urids urids;

private:
    void begin()
    {
        auto* bytes = reinterpret_cast<uint8_t*>(in.data());
        lv2_atom_forge_set_buffer(&forge, bytes, in.size() * sizeof(in[0]));
        lv2_atom_forge_sequence_head(&forge, &sequence, 0);
    }

    LV2_Atom_Forge forge{};
    LV2_Atom_Forge_Frame sequence{};
    std::vector<float> audio[4];
    std::vector<std::uint64_t> in = std::vector<std::uint64_t>(2048),
                               out = std::vector<std::uint64_t>(2048);
    float controls[3] = {0.0f, 0.0f, 1.0f};
};

} // namespace tonekiln::test
