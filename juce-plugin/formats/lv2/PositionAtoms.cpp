#include "PositionAtoms.h"

#include <cmath>
#include <cstring>

namespace tonekiln::lv2
{

namespace
{
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
} // namespace

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

} // namespace tonekiln::lv2
