// Counts what the audio thread must never do: malloc, free, mutexes, files, sockets, waiting.
// The functions of the C library are interposed in this executable (AudioThreadGuard.cpp).
#pragma once

#include <string>

namespace tonekiln::test
{

/** While one lives, its thread's forbidden calls are counted. */
class AudioThreadGuard
{
public:
    AudioThreadGuard();
    ~AudioThreadGuard();
};

/** All forbidden calls of guarded threads so far. */
long forbiddenCalls();

/** The name of the first one, or empty. */
std::string firstForbiddenCall();

/** Whether calls are interposed at all here: not under a sanitizer, which does so itself. */
bool guardIsActive();

} // namespace tonekiln::test
