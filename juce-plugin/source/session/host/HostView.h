// The host's transport as the editor and requests read it.
// Thread: any.
#pragma once

#include "audio/Transport.h"
#include "editor/state/Host.h"

namespace tonekiln
{

HostFacts hostFacts(const Transport&);

/** Whether the host plays, and still calls: some (Qtractor) run no plugin once they stand. */
bool playsNow(const Transport&);

} // namespace tonekiln
