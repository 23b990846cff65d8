#include "ClipMenu.h"

#include "../words/Words.h"

namespace tonekiln
{

namespace
{

struct Entry
{
    ClipDeed deed;
    const char* words;
    const char* key;
};

constexpr Entry entries[] = {
    {ClipDeed::listen, "Listen", "L"},
    {ClipDeed::makeAgain, "Make it again", "M"},
    {ClipDeed::favourite, "Favourite", "F"},
    {ClipDeed::reroll, "Another take", "R"},
    {ClipDeed::rerollInPlace, "Another take in its place", "T"},
    {ClipDeed::place, "", "P"},
    {ClipDeed::placeElsewhere, "Place somewhere else...", "W"},
    {ClipDeed::reveal, "Show the file", "S"},
    {ClipDeed::startFrom, "Start the next one from this", ""},
    {ClipDeed::goOnFrom, "Go on from this", ""},
    {ClipDeed::followTune, "Follow this tune", ""},
    {ClipDeed::forget, "Take off the shelf", "Delete"},
};

juce::String wordsOf(const Entry& entry, const ClipRow& clip, const PlacingState& placing)
{
    if (entry.deed == ClipDeed::favourite && clip.favourite)
        return "Take the star away";
    if (entry.deed == ClipDeed::listen && clip.playing)
        return "Stop listening";
    return entry.deed == ClipDeed::place ? words::place(placing) : juce::String(entry.words);
}

} // namespace

bool allows(ClipDeed deed, const ClipRow& clip)
{
    switch (deed)
    {
    case ClipDeed::makeAgain:
        return !clip.fileExists;
    case ClipDeed::rerollInPlace:
        return clip.replaceable;
    case ClipDeed::place:
    case ClipDeed::placeElsewhere:
    case ClipDeed::listen:
    case ClipDeed::reveal:
    case ClipDeed::startFrom:
    case ClipDeed::goOnFrom:
    case ClipDeed::followTune:
        return clip.fileExists;
    case ClipDeed::favourite:
    case ClipDeed::reroll:
        return true;
    case ClipDeed::forget:
        return clip.inSession;
    }
    return false;
}

juce::PopupMenu menuFor(const ClipRow& clip, const PlacingState& placing)
{
    juce::PopupMenu menu;
    for (const auto& entry : entries)
    {
        if (entry.deed == ClipDeed::startFrom || entry.deed == ClipDeed::forget)
            menu.addSeparator();
        if (entry.deed == ClipDeed::makeAgain && clip.fileExists)
            continue;
        if (entry.deed == ClipDeed::rerollInPlace && !clip.replaceable)
            continue;
        juce::PopupMenu::Item item(wordsOf(entry, clip, placing));
        item.itemID = static_cast<int>(entry.deed);
        item.shortcutKeyDescription = entry.key;
        item.isEnabled = allows(entry.deed, clip);
        menu.addItem(item);
    }
    return menu;
}

std::optional<ClipDeed> deedOf(const juce::KeyPress& key)
{
    if (key.getModifiers().isAnyModifierKeyDown())
        return std::nullopt;
    if (key.isKeyCode(juce::KeyPress::deleteKey) || key.isKeyCode(juce::KeyPress::backspaceKey))
        return ClipDeed::forget;
    const auto letter =
        juce::CharacterFunctions::toUpperCase(static_cast<juce::juce_wchar>(key.getKeyCode()));
    for (const auto& entry : entries)
        if (juce::String(entry.key).length() == 1 &&
            letter == static_cast<juce::juce_wchar>(entry.key[0]))
            return entry.deed;
    return std::nullopt;
}

bool perform(ClipDeed deed, const ClipRow& clip, EditorActions& actions)
{
    if (!allows(deed, clip))
        return false;
    switch (deed)
    {
    case ClipDeed::listen:
        clip.playing ? actions.stopAudition() : actions.startAudition(clip.id);
        break;
    case ClipDeed::favourite:
        actions.setFavourite(clip.id, !clip.favourite);
        break;
    case ClipDeed::reroll:
        actions.reroll(clip.id);
        break;
    case ClipDeed::makeAgain:
        actions.makeAgain(clip.id);
        break;
    case ClipDeed::rerollInPlace:
        actions.rerollInPlace(clip.id);
        break;
    case ClipDeed::place:
        actions.place({clip.id}, {});
        break;
    case ClipDeed::placeElsewhere:
        return false;
    case ClipDeed::reveal:
        actions.reveal(clip.id);
        break;
    case ClipDeed::startFrom:
        actions.dropInput(InputRole::init, {clip.path});
        break;
    case ClipDeed::goOnFrom:
        actions.dropInput(InputRole::continuation, {clip.path});
        break;
    case ClipDeed::followTune:
        actions.dropInput(InputRole::melody, {clip.path});
        break;
    case ClipDeed::forget:
        actions.forget(clip.id);
        break;
    }
    return true;
}

} // namespace tonekiln
