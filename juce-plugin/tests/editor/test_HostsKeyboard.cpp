// Who gets the keys after a click: the host's window, but for text and a clip's own letters.
#include "rig/Person.h"

#if JUCE_LINUX

using namespace tonekiln;

TEST_CASE("after a click on anything but text the host gets the keys", "[editor]")
{
    if (noScreenFor("keys"))
        return;
    Person person;
    REQUIRE(person.host.canType());
    person.expectAllKeysAtTheHost(); // nothing was clicked
    for (const char* text : {"", "prompt"})
        for (const char* id : {"generate", "dice", "lengthMode", "lockSeed", "followTempo", "star",
                               "audition", "place", "more"})
        {
            CAPTURE(text, id);
            if (*text != 0)
                person.press(juce::String(text));
            auto found = Window::all(*person.window.editor, [id](juce::Component& part)
                                     { return part.getComponentID() == id; });
            if (found.empty())
                continue;
            person.press(juce::String(id));
            if (juce::Component::getCurrentlyModalComponent() != nullptr)
            {
                person.host.key(keys::escape);
                person.wait();
            }
            person.expectAllKeysAtTheHost();
        }
    for (const juce::Point<int> where : {juce::Point<int>{100, 10}, {350, 312}, {12, 300}})
        for (const unsigned button : {leftButton, rightButton})
        {
            CAPTURE(where.x, where.y, button);
            if (button == leftButton)
                person.press("prompt");
            person.press(where, button);
            person.expectAllKeysAtTheHost();
        }
}

TEST_CASE("the large waveform keeps its arrows and Escape after a drag, and nothing else",
          "[editor]")
{
    if (noScreenFor("keys"))
        return;
    Person person;
    person.press("prompt");
    const auto from = person.middle("part");
    person.host.pointAt(from.x, from.y);
    pump(30);
    person.host.button(leftButton, true);
    pump(30);
    for (int moved = 10; moved <= 60; moved += 10)
    {
        person.host.pointAt(from.x + moved, from.y);
        pump(30);
    }
    person.host.button(leftButton, false);
    person.wait();
    auto& part = person.window.find<PartPicker>("part");
    REQUIRE(part.chosen());
    const std::vector<keys::Key> hosts{keys::space, keys::home, keys::enter, keys::Key{'s'}};
    CHECK(person.reaching(hosts) == hosts);
    CHECK(part.chosen());
    CHECK(person.reaching({keys::escape}).empty());
    CHECK_FALSE(part.chosen());
}

TEST_CASE("keys that are typed at once after a click are the host's too", "[editor]")
{
    if (noScreenFor("keys"))
        return;
    Person person;
    for (const juce::Point<int> where :
         {person.middle("generate"), person.middle("dice"), juce::Point<int>{100, 10}})
    {
        person.press("prompt");
        auto& prompt = person.window.find<Field>("prompt");
        const auto before = prompt.getText();
        person.host.heard();
        person.pressAtOnce(where);
        pump(5);
        person.host.key(keys::space);
        person.wait();
        CHECK(person.host.heard() == std::vector<keys::Key>{keys::space});
        CHECK(prompt.getText() == before);
    }
}

TEST_CASE("keys that are typed at once after a sheet was closed are the host's too", "[editor]")
{
    if (noScreenFor("keys"))
        return;
    Person person;
    auto& prompt = person.window.find<Field>("prompt");
    const auto before = prompt.getText();
    for (const char* id : {"engine", "presets"})
    {
        CAPTURE(id);
        person.press(juce::String(id));
        person.host.focus(); // as some hosts do after each click
        person.wait();
        person.host.key(keys::escape);
        pump(20); // JUCE puts a field's Escape off to a message
        person.host.key(keys::space);
        person.wait();
        CHECK(person.host.heard() == std::vector<keys::Key>{keys::space});
        CHECK(prompt.getText() == before);
    }
}

TEST_CASE("after the first steps the host gets the keys, whichever way they were left", "[editor]")
{
    if (noScreenFor("keys"))
        return;
    for (const char* way : {"firstLoop", "suggestedEngine", "escape", "beside"})
    {
        CAPTURE(way);
        auto state = scenes::firstSteps();
        state.engines[0].readiness = Readiness::onDisk; // to be chosen
        Person person(state);
        person.host.pointAt(450, 300);
        person.host.focus();
        person.wait();
        CHECK(person.reaching({keys::space}) == std::vector<keys::Key>{keys::space});
        if (juce::String(way) == "escape")
            person.host.key(keys::escape);
        else if (juce::String(way) == "beside")
            person.press(juce::Point<int>{12, 300});
        else
            person.press(juce::String(way));
        person.wait();
        CHECK(person.window.actions.wasAsked("first steps seen"));
        person.expectAllKeysAtTheHost();
    }
}

TEST_CASE("a field keeps its keys until Return or Escape, and a menu until it is closed",
          "[editor]")
{
    if (noScreenFor("keys"))
        return;
    Person person;
    auto& prompt = person.window.find<Field>("prompt");
    const auto before = prompt.getText();
    for (const auto end : {keys::escape, keys::enter})
    {
        person.press("prompt");
        CHECK(person.reaching({keys::space, keys::Key{'s'}, keys::home}).empty());
        CHECK(prompt.hasKeyboardFocus(true));
        CHECK(prompt.getText() != before);
        CHECK(person.reaching({keys::f5}) == std::vector<keys::Key>{keys::f5}); // no use to a field
        person.host.key(end);
        person.wait();
        person.expectAllKeysAtTheHost();
    }
    person.press("engine");
    person.host.focus();
    person.wait();
    CHECK(person.reaching({keys::space}) == std::vector<keys::Key>{keys::space});
    person.host.key(keys::escape);
    person.wait();
    person.expectAllKeysAtTheHost();
}

TEST_CASE("what is typed goes to the field that was clicked, whichever had the keyboard before",
          "[editor]")
{
    if (noScreenFor("keys"))
        return;
    Person person;
    person.press("prompt");
    person.host.key(keys::Key{'x'});
    const auto prompt = [&person] { return person.window.find<Field>("prompt").getText(); };
    pump(50);
    const auto written = prompt();
    for (const char* id : {"bars", "takes", "bars"})
    {
        person.pressAtOnce(person.middle(id));
        pump(30);
        person.host.key(keys::Key{'a'}, keys::control);
        person.host.key(keys::Key{'3'});
        person.host.key(keys::enter);
        person.wait();
        CHECK(prompt() == written);
        CHECK(person.window.find<NumberField>(id).field().getText().startsWith("3"));
    }
}

TEST_CASE("a clip that was clicked last has its letters, and the host the rest", "[editor]")
{
    if (noScreenFor("keys"))
        return;
    Person person;
    auto& list = person.window.find<juce::ListBox>("clips");
    const auto row = person.window.editor->getLocalPoint(&list, juce::Point<int>(260, 84));
    person.press(row);
    REQUIRE(list.hasKeyboardFocus(true));
    person.host.focus(); // some hosts take it after each click
    person.wait();
    CHECK(person.reaching({keys::Key{'f'}, keys::down, keys::Key{'l'}}).empty());
    CHECK(person.window.actions.wasAsked("star c2"));
    const std::vector<keys::Key> transport{keys::space, keys::home, keys::end, keys::enter,
                                           keys::Key{'x'}};
    CHECK(person.reaching(transport) == transport);
    person.host.key(keys::Key{'a'}, keys::control);
    pump(30);
    CHECK(person.host.heard() == std::vector<keys::Key>{keys::Key{'a'}});
    person.press(juce::Point<int>{100, 10});
    person.expectAllKeysAtTheHost();
}

TEST_CASE("two editors, one closed and opened again, keep nothing of each other's", "[editor]")
{
    if (noScreenFor("keys"))
        return;
    Person first;
    first.press("prompt");
    {
        Person second;
        second.host.focus();
        second.press("dice");
        second.expectAllKeysAtTheHost();
        second.press("prompt");
        CHECK(second.reaching({keys::Key{'q'}}).empty());
    }
    first.host.focus();
    first.window.editor->removeFromDesktop();
    first.window.editor->addToDesktop(0, first.host.handle());
    first.window.editor->setTopLeftPosition(0, 0);
    first.press("generate");
    first.expectAllKeysAtTheHost();
}

#endif
