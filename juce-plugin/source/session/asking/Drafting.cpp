#include "Drafting.h"

namespace tonekiln
{

void applyPreset(RequestDraft& draft, const PresetRow& preset)
{
    draft.preset = preset.id();
    draft.prompt = preset.words;
    draft.negative = preset.negative;
    draft.oneShot = preset.oneShot;
    if (preset.bars)
    {
        draft.lengthMode = LengthMode::bars;
        draft.bars = *preset.bars;
    }
    else if (preset.seconds)
    {
        draft.lengthMode = LengthMode::seconds;
        draft.seconds = *preset.seconds;
    }
}

void setInput(RequestDraft& draft, InputRole role, const juce::StringArray& files)
{
    auto& inputs = draft.inputs;
    std::erase_if(inputs, [&](const InputFile& input) { return input.role == role; });
    if (!files.isEmpty())
        inputs.push_back({role, files[0]});
}

Json presetBody(const RequestDraft& draft, const juce::String& name)
{
    Json preset = {{"name", name.toStdString()}, {"words", draft.prompt.toStdString()}};
    if (draft.engine.isNotEmpty())
        preset["engines"] = Json::array({draft.engine.toStdString()});
    if (draft.negative.isNotEmpty())
        preset["negative"] = draft.negative.toStdString();
    if (draft.lengthMode == LengthMode::bars)
        preset["bars"] = draft.bars;
    if (draft.lengthMode == LengthMode::seconds)
        preset["seconds"] = draft.seconds;
    if (draft.oneShot)
        preset["one_shot"] = true;
    return preset;
}

} // namespace tonekiln
