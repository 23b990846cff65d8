// A panel over the window for one choice: Escape, a click beside it or the choice closes it.
// Thread: message thread.
#pragma once

#include "../EditorState.h"
#include "../parts/IconButton.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

/** What can be on a sheet. */
class SheetContent : public juce::Component
{
public:
    virtual void show(const EditorState&) = 0;
    virtual juce::Point<int> idealSize() const = 0;
    /** The moving part, at every frame. */
    virtual void follow(const HostFacts&) {}

    /** Set by the sheet that holds it. */
    std::function<void()> close;
};

class Sheet final : public juce::Component
{
public:
    Sheet();

    /** @param opener gets the keyboard back at the end. */
    void open(std::unique_ptr<SheetContent> content, const EditorState&, juce::Component* opener);
    void close();

    /** It has been opened, or is being closed. */
    std::function<void(bool open)> onOpen;

    bool isOpen() const { return content != nullptr; }
    void show(const EditorState&);
    void follow(const HostFacts&);

    void paint(juce::Graphics&) override;
    void resized() override;
    void mouseUp(const juce::MouseEvent&) override;
    bool keyPressed(const juce::KeyPress&) override;

private:
    std::unique_ptr<SheetContent> content;
    juce::Component::SafePointer<juce::Component> opener;
    IconButton closeButton{Icon::close, "Close"};

    juce::Rectangle<int> panel() const;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Sheet)
};

} // namespace tonekiln
