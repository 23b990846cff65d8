#include "HostOptions.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace tonekiln::lv2
{

namespace
{
/** Eight bytes that are said to be an atom:Int, held within one. */
std::int32_t narrowed(const void* value)
{
    std::int64_t number = 0;
    std::memcpy(&number, value, sizeof(number));
    return static_cast<std::int32_t>(
        std::clamp<std::int64_t>(number, std::numeric_limits<std::int32_t>::min(),
                                 std::numeric_limits<std::int32_t>::max()));
}
} // namespace

HostOptions::HostOptions(const LV2_Feature* const* given, const LV2_URID_Map& map)
{
    for (; given != nullptr && *given != nullptr; ++given)
    {
        const auto* one = *given;
        if (one->data != nullptr && std::strcmp(one->URI, LV2_OPTIONS__options) == 0)
        {
            read(static_cast<const LV2_Options_Option*>(one->data),
                 map.map(map.handle, LV2_ATOM__Int));
            one = &feature;
        }
        all.push_back(one);
    }
    all.push_back(nullptr);
}

void HostOptions::read(const LV2_Options_Option* given, LV2_URID isInt)
{
    for (; given->key != 0 && given->value != nullptr; ++given)
    {
        auto& option = options.emplace_back(*given);
        if (option.type != isInt || option.size != sizeof(std::int64_t))
            continue;
        option.value = &numbers.emplace_back(narrowed(option.value));
        option.size = sizeof(std::int32_t);
    }
    options.push_back({LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, nullptr});
    feature.data = options.data();
}

} // namespace tonekiln::lv2
