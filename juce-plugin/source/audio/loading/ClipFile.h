// A clip's file into memory, and its outline for drawing.
// Thread: any but the audio thread.
#pragma once

#include "audio/LoadedClip.h"
#include "editor/EditorState.h"

#include <juce_audio_formats/juce_audio_formats.h>

#include <memory>

namespace tonekiln
{

/** Columns of a waveform; more than a window has pixels for, so that it can be stretched. */
inline constexpr int waveformColumns = 1024;

/** Reads a WAV whole; nothing when it cannot be read or is no clip. */
std::optional<juce::AudioBuffer<float>> readClipFile(const juce::File&);

/** Fits audio to the host's rate: exactly as many frames as its bars have there.
    @param shape as the clip was delivered; its frames count what was asked for, which for a
                 preview may be more than `audio` holds. */
std::unique_ptr<LoadedClip> loadClip(juce::AudioBuffer<float> audio, ClipShape shape, int hostRate);

Waveform waveformOf(const juce::AudioBuffer<float>& audio, int columns = waveformColumns);

} // namespace tonekiln
