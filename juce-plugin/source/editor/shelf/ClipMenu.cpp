#include "ClipMenu.h"

#include "../words/Words.h"

namespace tonekiln
{

namespace
{

struct Entry
{
    ClipCommand command;
    const char* words;
    const char* key;
};

constexpr Entry entries[] = {
    {ClipCommand::listen, "Listen", "L"},
    {ClipCommand::compare, "Compare with what is heard", "C"},
    {ClipCommand::makeAgain, "Make it again", "M"},
    {ClipCommand::favourite, "Favourite", "F"},
    {ClipCommand::reroll, "Another take", "R"},
    {ClipCommand::rerollInPlace, "Another take in its place", "T"},
    {ClipCommand::place, "", "P"},
    {ClipCommand::placeElsewhere, "Place somewhere else...", "W"},
    {ClipCommand::reveal, "Show the file", "S"},
    {ClipCommand::editPart, "Make a part of it again...", "E"},
    {ClipCommand::goOnNow, "Go on for 4 bars", "G"},
    {ClipCommand::transform, "Transform in place", ""},
    {ClipCommand::takeStems, "Take its stems", "D"},
    {ClipCommand::startFrom, "Start the next one from this", ""},
    {ClipCommand::goOnFrom, "Go on from this", ""},
    {ClipCommand::followTune, "Follow this tune", ""},
    {ClipCommand::forget, "Take off the shelf", "Delete"},
};

juce::String wordsOf(const Entry& entry, const ClipRow& clip, const PlacingState& placing)
{
    if (entry.command == ClipCommand::favourite && clip.favourite)
        return "Take the star away";
    if (entry.command == ClipCommand::listen && clip.playing)
        return "Stop listening";
    return entry.command == ClipCommand::place ? words::place(placing) : juce::String(entry.words);
}

} // namespace

bool allows(ClipCommand command, const ClipRow& clip)
{
    switch (command)
    {
    case ClipCommand::makeAgain:
        return !clip.fileExists;
    case ClipCommand::rerollInPlace:
        return clip.replaceable;
    case ClipCommand::place:
    case ClipCommand::placeElsewhere:
    case ClipCommand::listen:
    case ClipCommand::compare:
    case ClipCommand::reveal:
    case ClipCommand::startFrom:
    case ClipCommand::goOnFrom:
    case ClipCommand::followTune:
    case ClipCommand::goOnNow:
    case ClipCommand::transform:
        return clip.fileExists;
    case ClipCommand::takeStems:
        return clip.fileExists && clip.stem.isEmpty();
    case ClipCommand::editPart:
        return clip.fileExists && clip.bars && !clip.oneShot;
    case ClipCommand::favourite:
    case ClipCommand::reroll:
        return true;
    case ClipCommand::forget:
        return clip.inSession;
    }
    return false;
}

juce::PopupMenu menuFor(const ClipRow& clip, const PlacingState& placing)
{
    juce::PopupMenu menu;
    for (const auto& entry : entries)
    {
        if (entry.command == ClipCommand::editPart || entry.command == ClipCommand::startFrom ||
            entry.command == ClipCommand::forget)
            menu.addSeparator();
        if (entry.command == ClipCommand::makeAgain && clip.fileExists)
            continue;
        if (entry.command == ClipCommand::rerollInPlace && !clip.replaceable)
            continue;
        juce::PopupMenu::Item item(wordsOf(entry, clip, placing));
        item.itemID = static_cast<int>(entry.command);
        item.shortcutKeyDescription = entry.key;
        item.isEnabled = allows(entry.command, clip);
        menu.addItem(item);
    }
    return menu;
}

std::optional<ClipCommand> commandOf(const juce::KeyPress& key)
{
    if (key.getModifiers().isAnyModifierKeyDown())
        return std::nullopt;
    if (key.isKeyCode(juce::KeyPress::deleteKey) || key.isKeyCode(juce::KeyPress::backspaceKey))
        return ClipCommand::forget;
    const auto letter =
        juce::CharacterFunctions::toUpperCase(static_cast<juce::juce_wchar>(key.getKeyCode()));
    for (const auto& entry : entries)
        if (juce::String(entry.key).length() == 1 &&
            letter == static_cast<juce::juce_wchar>(entry.key[0]))
            return entry.command;
    return std::nullopt;
}

bool perform(ClipCommand command, const ClipRow& clip, EditorActions& actions)
{
    if (!allows(command, clip))
        return false;
    switch (command)
    {
    case ClipCommand::listen:
        clip.playing ? actions.stopAudition() : actions.startAudition(clip.id);
        break;
    case ClipCommand::compare:
        actions.compare(clip.id);
        break;
    case ClipCommand::favourite:
        actions.setFavourite(clip.id, !clip.favourite);
        break;
    case ClipCommand::reroll:
        actions.reroll(clip.id);
        break;
    case ClipCommand::makeAgain:
        actions.makeAgain(clip.id);
        break;
    case ClipCommand::rerollInPlace:
        actions.rerollInPlace(clip.id);
        break;
    case ClipCommand::place:
        actions.place({clip.id}, {});
        break;
    case ClipCommand::placeElsewhere:
    case ClipCommand::editPart:
        return false;
    case ClipCommand::goOnNow:
        actions.goOn(clip.id);
        break;
    case ClipCommand::transform:
        actions.transform(clip.id);
        break;
    case ClipCommand::takeStems:
        actions.takeStems(clip.id);
        break;
    case ClipCommand::reveal:
        actions.reveal(clip.id);
        break;
    case ClipCommand::startFrom:
        actions.dropInput(InputRole::init, {clip.path});
        break;
    case ClipCommand::goOnFrom:
        actions.dropInput(InputRole::continuation, {clip.path});
        break;
    case ClipCommand::followTune:
        actions.dropInput(InputRole::melody, {clip.path});
        break;
    case ClipCommand::forget:
        actions.forget(clip.id);
        break;
    }
    return true;
}

} // namespace tonekiln
