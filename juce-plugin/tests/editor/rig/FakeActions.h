// What stands behind the editor in its tests: a state to show, and a list of what was asked.
// Thread: message thread.
#pragma once

#include "editor/EditorActions.h"

namespace tonekiln
{

class FakeActions final : public EditorActions
{
public:
    EditorState held;
    AuditionStatus auditionNow;
    HostFacts hostNow;
    juce::StringArray asked; ///< one line a call, like "generate" or "select c2"

    void put(EditorState next)
    {
        held = std::move(next);
        auditionNow = held.audition;
        hostNow = held.host;
        ++number;
    }

    bool wasAsked(const juce::String& line) const { return asked.contains(line); }

    EditorState state() const override { return held; }
    std::uint64_t version() const override { return number; }
    HostFacts host() const override { return hostNow; }
    AuditionStatus audition() const override { return auditionNow; }
    void editorOpened() override { asked.add("opened"); }
    void editorClosed() override { asked.add("closed"); }
    void rememberWindow(WindowSize size) override
    {
        asked.add("window " + juce::String(size.width) + "x" + juce::String(size.height));
    }
    void firstStepsSeen() override
    {
        held.firstSteps = false;
        ++number;
        asked.add("first steps seen");
    }
    void setDraft(const RequestDraft& draft) override
    {
        held.draft = draft;
        ++number;
        asked.add("draft");
    }
    void applyPreset(const juce::String& id) override { asked.add("preset " + id); }
    void surprise() override { asked.add("surprise"); }
    void dropInput(InputRole role, const juce::StringArray& files) override
    {
        asked.add("drop " + juce::String(static_cast<int>(role)) + " " + files.joinIntoString(","));
    }
    void clearInput(InputRole role) override
    {
        asked.add("clear " + juce::String(static_cast<int>(role)));
    }
    void generate() override { asked.add("generate " + held.draft.prompt); }
    void cancel() override { asked.add("cancel"); }
    void savePreset(const juce::String& name) override { asked.add("save " + name); }
    void loadEngine(const juce::String& name) override { asked.add("load " + name); }
    void pinEngine(const juce::String& name, bool on) override
    {
        asked.add((on ? "pin " : "unpin ") + name);
    }
    void getEngine(const juce::String& name) override { asked.add("get " + name); }
    void acceptLicence() override { asked.add("accept"); }
    void keepToken(const juce::String& token, bool inFile) override
    {
        asked.add("keep " + token + (inFile ? " in a file" : ""));
    }
    void declineQuestion() override
    {
        held.question = {};
        ++number;
        asked.add("decline");
    }
    void pauseGetting(const juce::String& job) override { asked.add("pause " + job); }
    void continueGetting(const juce::String& job) override { asked.add("continue " + job); }
    void cancelGetting(const juce::String& job) override { asked.add("cancel " + job); }
    void removeEngine(const juce::String& name) override { asked.add("remove " + name); }
    void search(const juce::String& words) override
    {
        held.search = words;
        ++number;
        asked.add("search " + words);
    }
    void select(const juce::String& id) override
    {
        held.selectedClip = id;
        ++number;
        asked.add("select " + id);
    }
    void startAudition(const juce::String& id) override { asked.add("audition " + id); }
    void stopAudition() override { asked.add("stop"); }
    void setAuditionGain(float) override { asked.add("gain"); }
    void setFavourite(const juce::String& id, bool on) override
    {
        asked.add((on ? "star " : "unstar ") + id);
    }
    void reroll(const juce::String& id) override { asked.add("reroll " + id); }
    void makeAgain(const juce::String& id) override { asked.add("again " + id); }
    void rerollInPlace(const juce::String& id) override { asked.add("reroll in place " + id); }
    void place(const juce::StringArray& ids, Spot spot) override
    {
        const auto at = protocol::toString(spot.at);
        asked.add("place " + ids.joinIntoString(",") + " " + juce::String(at.data(), at.size()) +
                  (spot.bar > 0 ? " " + juce::String(spot.bar) : juce::String()));
    }
    void remakePart(const PartWish& wish) override
    {
        asked.add("part of " + wish.clipId + " " + juce::String(wish.span.start()) + "-" +
                  juce::String(wish.span.end()) + " \"" + wish.words + "\" by " + wish.engine);
    }
    void goOn(const juce::String& id) override { asked.add("go on " + id); }
    void compare(const juce::String& id) override { asked.add("compare " + id); }
    void takeStems(const juce::String& id) override { asked.add("stems of " + id); }
    void transform(const juce::String& id) override { asked.add("transform " + id); }
    void reveal(const juce::String& id) override { asked.add("reveal " + id); }
    void forget(const juce::String& id) override { asked.add("forget " + id); }
    juce::StringArray dragOut(const juce::StringArray& ids) override
    {
        asked.add("drag " + ids.joinIntoString(","));
        juce::StringArray files;
        for (const auto& id : ids)
            for (const auto& clip : held.clips)
                if (clip.id == id && clip.fileExists)
                    files.add(clip.path);
        return files;
    }
    void dragOutDone() override { asked.add("dragged"); }
    void startDaemon() override { asked.add("start"); }
    void retryConnection() override { asked.add("retry"); }
    void dismissProblem() override { asked.add("dismiss"); }

private:
    std::uint64_t number = 1;
};

} // namespace tonekiln
