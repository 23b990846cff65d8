#include "FirstStepsRecord.h"

#include "client/Home.h"

namespace tonekiln
{

FirstStepsRecord::FirstStepsRecord(juce::File homeFolder)
    : home(std::move(homeFolder))
{
}

juce::File FirstStepsRecord::file() const
{
    return home.getChildFile("first-steps-seen");
}

bool FirstStepsRecord::anyClip() const
{
    for (const auto& entry : juce::RangedDirectoryIterator(home.getChildFile("library"), true,
                                                           "*.wav", juce::File::findFiles))
        return entry.getFile().existsAsFile();
    return false;
}

void FirstStepsRecord::look(bool hasClips)
{
    showing = !hasClips && !file().exists() && !anyClip();
}

void FirstStepsRecord::seen()
{
    showing = false;
    if (!home.isDirectory())
        makePrivateFolder(home);
    file().create();
}

} // namespace tonekiln
