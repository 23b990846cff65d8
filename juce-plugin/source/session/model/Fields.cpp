#include "Fields.h"

#include <cmath>
#include <limits>

namespace tonekiln
{

juce::String fromUtf8(const std::string& text)
{
    return juce::String::fromUTF8(text.data(), static_cast<int>(text.size()));
}

namespace fields
{

namespace
{
const Json* find(const Json& object, std::string_view name)
{
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(std::string{name});
    return found == object.end() ? nullptr : &*found;
}
} // namespace

juce::String text(const Json& object, std::string_view name, const juce::String& otherwise)
{
    const auto* value = find(object, name);
    return value != nullptr && value->is_string() ? fromUtf8(value->get_ref<const std::string&>())
                                                  : otherwise;
}

std::optional<double> maybeNumber(const Json& object, std::string_view name)
{
    const auto* value = find(object, name);
    if (value == nullptr || !value->is_number())
        return std::nullopt;
    const auto read = value->get<double>();
    return std::isfinite(read) ? std::optional{read} : std::nullopt;
}

double number(const Json& object, std::string_view name, double otherwise)
{
    return maybeNumber(object, name).value_or(otherwise);
}

std::int64_t whole(const Json& object, std::string_view name, std::int64_t otherwise)
{
    const auto* value = find(object, name);
    if (value == nullptr || !value->is_number_integer())
        return otherwise;
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (value->is_number_unsigned() && value->get<std::uint64_t>() > most)
        return otherwise;
    return value->get<std::int64_t>();
}

std::optional<int> maybeInt(const Json& object, std::string_view name)
{
    constexpr auto none = std::numeric_limits<std::int64_t>::min();
    const auto value = whole(object, name, none);
    if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max())
        return std::nullopt;
    return static_cast<int>(value);
}

bool flag(const Json& object, std::string_view name, bool otherwise)
{
    const auto* value = find(object, name);
    return value != nullptr && value->is_boolean() ? value->get<bool>() : otherwise;
}

std::vector<juce::String> texts(const Json& object, std::string_view name)
{
    std::vector<juce::String> found;
    for (const auto& entry : list(object, name))
        if (entry.is_string())
            found.push_back(fromUtf8(entry.get_ref<const std::string&>()));
    return found;
}

const Json& list(const Json& parent, std::string_view name)
{
    static const Json none = Json::array();
    const auto* value = find(parent, name);
    return value != nullptr && value->is_array() ? *value : none;
}

const Json& object(const Json& parent, std::string_view name)
{
    static const Json none = Json::object();
    const auto* value = find(parent, name);
    return value != nullptr && value->is_object() ? *value : none;
}

} // namespace fields
} // namespace tonekiln
