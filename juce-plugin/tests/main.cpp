#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include "client/starting/DaemonProcess.h"
#include "protocol/Message.h"

#include <juce_events/juce_events.h>

#include <iostream>

namespace
{
/** As a child of test_DaemonProcess.cpp: everything in JSON. */
int sayWhatWasGiven(const juce::StringArray& arguments)
{
    tonekiln::Json given{{"pid", tonekiln::ownProcess()}, {"arguments", tonekiln::Json::array()}};
    for (const auto& argument : arguments)
        given["arguments"].push_back(argument.toStdString());
    for (const auto* name : {"HOSTS", "BENDING", "TOLD"})
        given["variables"][std::string{"TONEKILN_TEST_"} + name] =
            juce::SystemStats::getEnvironmentVariable(juce::String{"TONEKILN_TEST_"} + name, {})
                .toStdString();
    std::cout << given.dump() << std::endl;
    return 0;
}

juce::StringArray argumentsOf(int argc, char* argv[])
{
    juce::StringArray arguments;
#if JUCE_WINDOWS
    juce::ignoreUnused(argc, argv); // in the system's old code page
    arguments = juce::JUCEApplicationBase::getCommandLineParameterArray();
#else
    for (int i = 1; i < argc; ++i)
        arguments.add(juce::CharPointer_UTF8{argv[i]});
#endif
    return arguments;
}
} // namespace

int main(int argc, char* argv[])
{
    auto arguments = argumentsOf(argc, argv);
    if (arguments[0] == "--say-what-was-given")
    {
        arguments.remove(0);
        return sayWhatWasGiven(arguments);
    }
    const juce::ScopedJuceInitialiser_GUI gui;
    return Catch::Session().run(argc, argv);
}
