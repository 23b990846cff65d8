#include "NumberField.h"

#include "../look/Spacing.h"

namespace tonekiln
{

NumberField::NumberField(const juce::String& title, Range bounds)
    : range(std::move(bounds))
    , less(Icon::minus, "Less: " + title)
    , more(Icon::plus, "More: " + title)
    , number(title, {})
{
    for (auto* button : {&less, &more})
    {
        button->setFaced(true);
        button->setWantsKeyboardFocus(false); // up and down in the field do the same
        addAndMakeVisible(button);
    }
    number.setJustification(juce::Justification::centred);
    number.setSelectAllWhenFocused(true);
    addAndMakeVisible(number);

    less.onClick = [this] { step(-1); };
    more.onClick = [this] { step(1); };
    number.onEnter = [this] { readField(); };
    number.onFocusLost = [this] { readField(); };
    number.onEscapeKey = [this] { number.show(written()); };
    show(range.least);
}

juce::String NumberField::written() const
{
    auto text = juce::String(current, range.decimals);
    if (text.containsChar('.'))
        text = text.trimCharactersAtEnd("0").trimCharactersAtEnd(".");
    return text + range.unit;
}

void NumberField::show(double value)
{
    current = value;
    if (!number.hasKeyboardFocus(true))
        number.show(written());
    less.setEnabled(isEnabled() && current > range.least);
    more.setEnabled(isEnabled() && current < range.most);
}

void NumberField::take(double value)
{
    const auto bounded = juce::jlimit(range.least, range.most, value);
    const bool changed = std::abs(bounded - current) > 1e-9;
    current = bounded;
    number.show(written());
    number.moveCaretToEnd(false); // what is taken is not marked for typing over any more
    show(current);
    if (changed && onChange)
        onChange(current);
}

void NumberField::step(int direction)
{
    if (doubling)
        return take(direction > 0 ? current * 2.0 : std::floor(current / 2.0));
    take(current + direction * range.step);
}

void NumberField::readField()
{
    const auto typed = number.getText().retainCharacters("0123456789.,").replaceCharacter(',', '.');
    if (typed.containsAnyOf("0123456789"))
        return take(typed.getDoubleValue());
    number.show(written());
}

bool NumberField::keyPressed(const juce::KeyPress& key)
{
    if (key.isKeyCode(juce::KeyPress::upKey))
        step(1);
    else if (key.isKeyCode(juce::KeyPress::downKey))
        step(-1);
    else
        return false;
    return true;
}

void NumberField::resized()
{
    auto row = getLocalBounds();
    const auto side = juce::jmin(getHeight(), getWidth() / 4);
    less.setBounds(row.removeFromLeft(side));
    more.setBounds(row.removeFromRight(side));
    number.setBounds(row.reduced(space::unit / 2, 0));
}

} // namespace tonekiln
