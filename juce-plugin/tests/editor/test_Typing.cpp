// What a person types into a field that was clicked, on a machine that is late.
#include "rig/Person.h"

#if JUCE_LINUX

using namespace tonekiln;

TEST_CASE("a host that answers a click late does not keep what is typed", "[editor]")
{
    if (noScreenFor("keys"))
        return;
    Person person;
    person.press("prompt");
    pump(200); // longer than JUCE's own answers to a click take
    person.host.focusUnseen();
    pump(100);
    person.host.key(keys::Key{'a'}, keys::control);
    for (const char letter : std::string("warm pad"))
        person.host.key(keys::Key(static_cast<unsigned char>(letter)));
    person.wait();
    CHECK(person.window.find<Field>("prompt").getText() == "warm pad");
    CHECK(person.host.heard().empty());
}

TEST_CASE("a field that is clicked before Return's message comes keeps the keyboard", "[editor]")
{
    if (noScreenFor("keys"))
        return;
    Person person;
    person.press("bars");
    person.host.key(keys::Key{'a'}, keys::control);
    person.host.key(keys::Key{'8'});
    person.host.key(keys::enter);
    person.pressAtOnce(person.middle("takes"));
    pump(100);
    person.host.key(keys::Key{'a'}, keys::control);
    person.host.key(keys::Key{'3'});
    person.host.key(keys::enter);
    person.wait();
    CHECK(person.window.find<NumberField>("bars").field().getText().startsWith("8"));
    CHECK(person.window.find<NumberField>("takes").field().getText().startsWith("3"));
    CHECK(person.host.heard().empty());
}

#endif
