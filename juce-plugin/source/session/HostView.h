// The host's transport as the editor and requests read it.
// Thread: pure, any.
#pragma once

#include "audio/Transport.h"
#include "editor/state/Host.h"

namespace tonekiln
{

HostFacts hostFacts(const Transport&);

} // namespace tonekiln
