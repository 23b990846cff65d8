#include "AskZone.h"

#include "Captioned.h"

namespace tonekiln
{

namespace
{
constexpr int tallestPrompt = 280;
}

AskZone::AskZone(DraftDesk& shared)
    : desk(shared)
{
    setTitle("Ask");
    setComponentID("ask");
    prompt.onEnter = [this]
    {
        if (generate.isEnabled() && generate.getTitle() != "Cancel")
            generate.act();
    };
    prompt.onPresets = [this]
    {
        if (onPresets)
            onPresets();
    };
    picker.setComponentID("engine");
    picker.onClick = [this]
    {
        if (onEngines)
            onEngines();
    };
    generate.setComponentID("generate");
    more.setComponentID("more");
    more.setFaced(true);
    more.onClick = [this] { openDrawer(!drawerOpen); };
    middle.addAndMakeVisible(basics);
    middle.addChildComponent(drawer);
    scroller.setScrollBarsShown(true, false);
    scroller.setWantsKeyboardFocus(false);
    scroller.setViewedComponent(&middle, false);

    int order = 0;
    for (auto* part : {static_cast<juce::Component*>(&prompt), static_cast<Component*>(&picker),
                       static_cast<Component*>(&scroller), static_cast<Component*>(&generate),
                       static_cast<Component*>(&more)})
    {
        part->setExplicitFocusOrder(++order);
        addAndMakeVisible(part);
    }
    addChildComponent(targets);
}

void AskZone::show(const EditorState& state)
{
    const auto* chosen = chosenEngine(state);
    engine = chosen != nullptr ? std::optional(*chosen) : std::nullopt;
    prompt.show(state);
    picker.show(state);
    basics.show(state);
    drawer.show(state);
    generate.show(state);
    arrange();
}

void AskZone::openDrawer(bool open)
{
    drawerOpen = open;
    more.become(open ? Icon::back : Icon::sliders,
                open ? "Back to length, key and takes" : "More: what this engine can do");
    scroller.setViewPosition(0, 0);
    arrange();
}

void AskZone::resized()
{
    targets.setBounds(getLocalBounds());
    arrange();
}

void AskZone::arrange()
{
    auto area = getLocalBounds().reduced(space::margin);
    auto bottom = area.removeFromBottom(space::primary);
    area.removeFromBottom(space::block);

    // The prompt takes what the controls leave, within what reads well; the drawer stays open
    // beside the basics where the window is tall enough for both.
    const auto forDrawer = drawer.idealHeight() + space::margin;
    const auto room =
        area.getHeight() - EnginePicker::height - 2 * space::block - basics.idealHeight();
    const bool both = room - forDrawer >= PromptBox::smallest;
    const auto forPrompt = both ? room - forDrawer : room;

    more.setVisible(!both);
    if (!both)
    {
        more.setBounds(bottom.removeFromRight(space::primary));
        bottom.removeFromRight(space::gap);
    }
    generate.setBounds(bottom);
    prompt.setBounds(
        area.removeFromTop(juce::jlimit(PromptBox::smallest, tallestPrompt, forPrompt)));
    area.removeFromTop(space::block);
    picker.setBounds(area.removeFromTop(EnginePicker::height));
    area.removeFromTop(space::block);
    scroller.setBounds(area);
    arrangeMiddle(both);
}

void AskZone::arrangeMiddle(bool both)
{
    basics.setVisible(both || !drawerOpen);
    drawer.setVisible(both || drawerOpen);
    const auto height = both         ? scroller.getHeight()
                        : drawerOpen ? drawer.idealHeight()
                                     : basics.idealHeight();
    const bool scrolls = height > scroller.getHeight();
    middle.setSize(scroller.getWidth() - (scrolls ? scroller.getScrollBarThickness() : 0), height);

    auto area = middle.getLocalBounds();
    if (basics.isVisible())
        basics.setBounds(area.removeFromTop(basics.idealHeight()));
    if (both)
        area.removeFromTop(space::margin);
    if (drawer.isVisible())
        drawer.setBounds(area.withHeight(drawer.idealHeight()));
}

void AskZone::focusOfChildComponentChanged(FocusChangeType)
{
    const auto* focused = getCurrentlyFocusedComponent();
    if (focused == nullptr || !middle.isParentOf(focused))
        return;
    const auto area = middle.getLocalArea(focused, focused->getLocalBounds());
    const auto seen = scroller.getViewArea();
    if (area.getY() < seen.getY())
        scroller.setViewPosition(0, area.getY());
    else if (area.getBottom() > seen.getBottom())
        scroller.setViewPosition(0, area.getBottom() - seen.getHeight());
}

void AskZone::paint(juce::Graphics& g)
{
    g.setColour(palette::zone);
    g.fillRoundedRectangle(getLocalBounds().toFloat(), space::zoneCorner);
}

void AskZone::fileDragEnter(const juce::StringArray& files, int x, int y)
{
    targets.begin(rolesFor(engine ? &*engine : nullptr, files),
                  engine ? engine->title : juce::String("This engine"));
    targets.toFront(false);
    targets.hover({x, y});
}

void AskZone::fileDragMove(const juce::StringArray&, int x, int y)
{
    targets.hover({x, y});
}

void AskZone::fileDragExit(const juce::StringArray&)
{
    targets.setVisible(false);
}

void AskZone::filesDropped(const juce::StringArray& files, int x, int y)
{
    targets.setVisible(false);
    if (const auto role = targets.roleAt({x, y}))
        desk.actions().dropInput(*role, files);
}

} // namespace tonekiln
