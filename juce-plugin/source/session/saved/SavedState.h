// What a project file keeps of a session: small, versioned, the same bytes for the same session,
// and readable or refused whatever the bytes are.
// Thread: guarded by the model's lock.
#pragma once

#include "session/model/Model.h"

namespace tonekiln
{

/** The part of a session that is saved beside the model. */
struct SavedExtras
{
    juce::String auditioned;
    bool followsNewest = true;
    Json parameters = Json::object();
};

std::string save(const Model&, const SavedExtras&);

/** Fills an empty model. False, with both as they were, when the bytes are not a state of ours. */
bool restore(const void* bytes, std::size_t size, Model&, SavedExtras&);

} // namespace tonekiln
