#include "Field.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Type.h"
#include "Keys.h"

namespace tonekiln
{

Field::Field(const juce::String& title, const juce::String& placeholder, Lines lines)
{
    setTitle(title);
    setFont(type::body());
    setBorder({});
    if (lines == Lines::many)
    {
        setMultiLine(true);
        setReturnKeyStartsNewLine(false);
        setIndents(space::gap, space::gap);
    }
    else
    {
        setIndents(space::gap, 0);
        setJustification(juce::Justification::centredLeft);
    }
    setPlaceholder(placeholder);
    onTextChange = [this]
    {
        told = getText();
        if (onEdit)
            onEdit();
    };
    onReturnKey = [this]
    {
        if (onEnter)
            onEnter();
    };
}

void Field::show(const juce::String& words)
{
    // Changes are told a message later: what was typed meanwhile is not to be overwritten.
    if (getText() != told || told == words)
        return;
    told = words;
    setText(words, false);
}

void Field::setPlaceholder(const juce::String& words)
{
    setTextToShowWhenEmpty(words, palette::faint);
    repaint();
}

bool Field::keyPressed(const juce::KeyPress& key)
{
    if (isMultiLine() && key.isKeyCode(juce::KeyPress::returnKey) &&
        key.getModifiers().isShiftDown())
    {
        insertTextAtCaret("\n");
        return true;
    }
    // In a single line up and down belong to whoever holds it, such as a number's steps.
    if (!isMultiLine() &&
        (key.isKeyCode(juce::KeyPress::upKey) || key.isKeyCode(juce::KeyPress::downKey)))
        return false;
    // Tab goes on to the next control, also from a box of many lines.
    if (key.isKeyCode(juce::KeyPress::tabKey))
        return false;
    if (auto* around = findParentComponentOfClass<Writing>(); around && !around->mayWrite(*this))
        return false; // JUCE has given it the focus, not a person
    const bool used = juce::TextEditor::keyPressed(key);
    const bool ends = key == juce::KeyPress(juce::KeyPress::returnKey) ||
                      key == juce::KeyPress(juce::KeyPress::escapeKey);
    if (ends)
        if (auto* around = findParentComponentOfClass<Writing>())
            around->writingEnds();
    return used;
}

} // namespace tonekiln
