// A click that came while X was asked for something else.
#include "rig/Person.h"

#if JUCE_LINUX

using namespace tonekiln;

TEST_CASE("a click is heard without a further move, whatever was asked of X meanwhile", "[editor]")
{
    if (noScreenFor("a pointer"))
        return;
    Person person;
    const auto where = person.middle("generate");
    person.host.pointAt(where.x, where.y);
    Person::wait();
    person.host.button(leftButton, true);
    person.host.button(leftButton, false);
    juce::Desktop::getMousePosition(); // its answer comes after the click, and so both are read
    Person::wait();
    CHECK(person.window.actions.wasAsked("generate " + scenes::working().draft.prompt));
}

#endif
