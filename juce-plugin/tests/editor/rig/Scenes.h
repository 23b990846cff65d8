// The designed states of the window, as values.
// Thread: plain values, any.
#pragma once

#include "editor/EditorState.h"

namespace tonekiln::scenes
{

/** A warm engine, presets, a rolling session; nothing asked for yet. */
EditorState empty();
/** Nothing was ever made here, and a model is to be got. */
EditorState firstSteps();
/** The same with words in the prompt and four clips on the shelf, one of them playing in time. */
EditorState working();
/** A clip was just placed. */
EditorState placed();
/** A clip was to be placed where no DAW listens. */
EditorState noRoad();
EditorState noDaemon();
EditorState starting();
/** A model on its way into memory before the first step. */
EditorState loading();
/** Half made, with a preview of what is there so far. */
EditorState busy();
EditorState queued();
/** A request that did not work, with the way out. */
EditorState error();
/** Daemon lost while clips are on the shelf. */
EditorState lost();
EditorState nothingFound();
/** One engine comes, one is paused, one has no room. */
EditorState gettingEngines();
/** A licence is to be accepted before an engine comes. */
EditorState licenceAsked();
/** A token is needed, and no keyring took it. */
EditorState tokenAsked();
/** Other programs left things among the engines' files that are none. */
EditorState unreadableEngines();
/** A clip of a prompt longer than its engine reads. */
EditorState wordsIgnored();

/** A decaying beat-like wave, in columns. */
Waveform wave(int bars, int beats, unsigned seed, int columns = 1024);

} // namespace tonekiln::scenes
