// Reading JSON that a daemon, a disk or a project file sent: whatever is missing or of another
// type reads as the default given.
// Thread: pure functions, any thread but the audio thread.
#pragma once

#include "protocol/Message.h"

#include <juce_core/juce_core.h>

#include <optional>
#include <vector>

namespace tonekiln::fields
{

juce::String text(const Json& object, std::string_view name, const juce::String& otherwise = {});
double number(const Json& object, std::string_view name, double otherwise = 0.0);
std::int64_t whole(const Json& object, std::string_view name, std::int64_t otherwise = 0);
bool flag(const Json& object, std::string_view name, bool otherwise = false);
std::optional<double> maybeNumber(const Json& object, std::string_view name);
std::optional<int> maybeInt(const Json& object, std::string_view name);
std::vector<juce::String> texts(const Json& object, std::string_view name);

/** The list of that name, or an empty one. */
const Json& list(const Json& object, std::string_view name);
/** The object of that name, or an empty one. */
const Json& object(const Json& parent, std::string_view name);

} // namespace tonekiln::fields

namespace tonekiln
{
juce::String fromUtf8(const std::string&);
} // namespace tonekiln
