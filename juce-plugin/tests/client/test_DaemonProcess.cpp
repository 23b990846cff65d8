// A started process, which is this program: it says what it was given (sayWhatWasGiven).
#include "../ThisProcess.h"
#include "StandIn.h"
#include "client/starting/DaemonProcess.h"

#include <catch2/catch.hpp>

using namespace tonekiln;
using namespace tonekiln::test;

namespace
{
const std::vector<std::string> awkward{"",
                                       "with space",
                                       "back\\slash\\",
                                       "two \\\\ and \\",
                                       "\"quoted\"",
                                       "\\\"both\\\\\"",
                                       "%PATH%",
                                       "caret^&|<>",
                                       "T\xc3\xb6ne \xe9\x9f\xb3"};

std::string thisProgram()
{
    return juce::File::getSpecialLocation(juce::File::currentExecutableFile)
        .getFullPathName()
        .toStdString();
}

/** What a child said that it was given, once it has ended. */
struct Given
{
    Given(const std::vector<std::string>& arguments, const DaemonProcess::Variables& with,
          const juce::StringArray& without)
    {
        const auto log = home.folder.getChildFile("run t\xc3\xb6ne/said.log");
        log.getParentDirectory().createDirectory();
        std::vector<std::string> command{thisProgram(), "--say-what-was-given"};
        command.insert(command.end(), arguments.begin(), arguments.end());
        DaemonProcess process;
        REQUIRE(process.start(command, without, with, log));
        REQUIRE(eventually([&] { return process.hasEnded(); }, 60000));
        facts = Json::parse(log.loadFileAsString().toStdString());
    }

    TemporaryHome home;
    Json facts;
};
} // namespace

TEST_CASE("a started process gets each argument as it was meant")
{
    const Given given{awkward, {}, {}};
    CHECK(given.facts.at("arguments").get<std::vector<std::string>>() == awkward);
}

TEST_CASE("a started process gets the host's variables, less some and with others")
{
    const Variable hosts{"TONEKILN_TEST_HOSTS", juce::CharPointer_UTF8{"t\xc3\xb6ne"}};
    const Variable bending{"TONEKILN_TEST_BENDING", "host"};
    const Given given{{}, {{"TONEKILN_TEST_TOLD", "a=b c"}}, {"TONEKILN_TEST_BENDING"}};
    const auto& variables = given.facts.at("variables");
    CHECK(variables.at("TONEKILN_TEST_HOSTS") == "t\xc3\xb6ne");
    CHECK(variables.at("TONEKILN_TEST_TOLD") == "a=b c");
    CHECK(variables.at("TONEKILN_TEST_BENDING") == "");
}

TEST_CASE("a process that has ended is known to be gone, and ours to live")
{
    const Given given{{}, {}, {}};
    CHECK_FALSE(processMayLive(given.facts.at("pid").get<int>()));
    CHECK(processMayLive(ownProcess()));
    CHECK(processMayLive(0)); // nobody said which
}

TEST_CASE("a program that is not there is not started")
{
    const TemporaryHome home;
    DaemonProcess process;
    const auto missing = home.folder.getChildFile("none").getFullPathName().toStdString();
    CHECK_FALSE(process.start({missing}, {}, {}, home.folder.getChildFile("log")));
    CHECK(process.hasEnded());
}
