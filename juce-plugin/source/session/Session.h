// One plugin instance's session: its requests and clips.
#pragma once

#include "editor/EditorActions.h"

namespace tonekiln
{

class Session final : public EditorActions
{
public:
    EditorState state() const override { return {}; }
    std::uint64_t version() const override { return 1; }
    HostFacts host() const override { return {}; }
    AuditionStatus audition() const override { return {}; }
    void editorOpened() override {}
    void editorClosed() override {}
    void rememberWindow(WindowSize) override {}
    void setDraft(const RequestDraft&) override {}
    void applyPreset(const juce::String&) override {}
    void surprise() override {}
    void dropInput(InputRole, const juce::StringArray&) override {}
    void clearInput(InputRole) override {}
    void generate() override {}
    void cancel() override {}
    void savePreset(const juce::String&) override {}
    void loadEngine(const juce::String&) override {}
    void pinEngine(const juce::String&, bool) override {}
    void search(const juce::String&) override {}
    void select(const juce::String&) override {}
    void startAudition(const juce::String&) override {}
    void stopAudition() override {}
    void setAuditionGain(float) override {}
    void setFavourite(const juce::String&, bool) override {}
    void reroll(const juce::String&) override {}
    void makeAgain(const juce::String&) override {}
    bool canPlaceAtPlayhead() const override { return false; }
    void placeAtPlayhead(const juce::StringArray&) override {}
    void reveal(const juce::String&) override {}
    void forget(const juce::String&) override {}
    juce::StringArray dragOut(const juce::StringArray&) override { return {}; }
    void dragOutDone() override {}
    void startDaemon() override {}
    void retryConnection() override {}
    void dismissProblem() override {}
};

} // namespace tonekiln
