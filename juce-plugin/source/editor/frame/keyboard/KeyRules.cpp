#include "KeyRules.h"

namespace tonekiln
{

bool isText(const juce::Component* part)
{
    return dynamic_cast<const juce::TextInputTarget*>(part) != nullptr && part->isEnabled();
}

bool alwaysTheHosts(const juce::KeyPress& key)
{
    for (const int code : {juce::KeyPress::spaceKey, juce::KeyPress::homeKey,
                           juce::KeyPress::endKey, juce::KeyPress::insertKey})
        if (key.isKeyCode(code))
            return true;
    return key.getModifiers().isCommandDown() || key.getModifiers().isCtrlDown() ||
           key.getModifiers().isAltDown();
}

bool isOurShortcut(const juce::KeyPress& key)
{
    const auto command = juce::ModifierKeys::commandModifier;
    return key == juce::KeyPress('f', command, 0) || key == juce::KeyPress('l', command, 0);
}

} // namespace tonekiln
