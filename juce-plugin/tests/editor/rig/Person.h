// A person at the editor: it lies in a host's window, and is used with a mouse and a keyboard.
#pragma once

#include "HostsWindow.h"
#include "Screen.h"
#include "Window.h"

#if JUCE_LINUX

namespace tonekiln
{

inline constexpr unsigned leftButton = 1, rightButton = 3;

/** An editor within the host's window, and a person with a mouse and a keyboard. */
class Person
{
public:
    explicit Person(const EditorState& state = scenes::working())
        : window(state)
        , host(window.editor->getWidth(), window.editor->getHeight())
    {
        window.editor->addToDesktop(0, host.handle());
        window.editor->setTopLeftPosition(0, 0);
        wait();
    }
    ~Person() { window.editor->removeFromDesktop(); }

    /** Longer than the editor takes to see that nothing of its own needs the keyboard. */
    static void wait() { pump(250); }

    void press(juce::Point<int> where, unsigned button = leftButton)
    {
        host.pointAt(where.x, where.y);
        pump(30);
        host.button(button, true);
        pump(30);
        host.button(button, false);
        wait();
    }

    /** A click, and what is typed comes before anything could be seen of it. */
    void pressAtOnce(juce::Point<int> where)
    {
        host.pointAt(where.x, where.y);
        host.button(leftButton, true);
        host.button(leftButton, false);
    }

    juce::Point<int> middle(const juce::String& id)
    {
        auto& part = window.find(id);
        return window.editor->getLocalPoint(&part, part.getLocalBounds().getCentre());
    }

    void press(const juce::String& id, unsigned button = leftButton) { press(middle(id), button); }

    /** The keys of these that reached the host. */
    std::vector<keys::Key> reaching(const std::vector<keys::Key>& pressed)
    {
        host.heard();
        for (const auto key : pressed)
        {
            host.key(key);
            pump(30);
        }
        return host.heard();
    }

    void expectAllKeysAtTheHost()
    {
        const std::vector<keys::Key> all{keys::space,    keys::home,     keys::enter,
                                         keys::Key{'s'}, keys::Key{'m'}, keys::del};
        CHECK(reaching(all) == all);
        host.heard();
        host.key(keys::Key{'z'}, keys::control);
        host.key(keys::Key{'s'}, keys::control);
        pump(30);
        CHECK(host.heard() == std::vector<keys::Key>{keys::Key{'z'}, keys::Key{'s'}});
        CHECK(juce::Component::getCurrentlyFocusedComponent() == nullptr);
    }

    Window window;
    HostsWindow host;
};

} // namespace tonekiln

#endif
