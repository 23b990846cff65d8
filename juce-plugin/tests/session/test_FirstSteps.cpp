// When the first steps are to be shown: once a person, in a home where nothing was ever made.
#include "SessionRig.h"

#if !JUCE_WINDOWS
#include <sys/stat.h>
#endif

using namespace tonekiln;
using namespace tonekiln::test;

namespace
{
/** Whether a session in this home shows them once its window is open. */
bool dueIn(const juce::File& home, const std::string& project = {})
{
    Processor processor{home, HostRoad{}};
    auto& session = processor.session();
    if (!project.empty())
        session.restoreState(project.data(), project.size());
    session.editorOpened();
    const bool due = session.state().firstSteps;
    session.editorClosed();
    return due;
}
} // namespace

TEST_CASE("the first steps are due until they were seen, in every project")
{
    const TemporaryHome home;
    CHECK(dueIn(home.folder));
    CHECK(dueIn(home.folder)); // looking is not seeing
    {
        Processor processor{home.folder, HostRoad{}};
        auto& session = processor.session();
        session.editorOpened();
        const auto before = session.version();
        session.firstStepsSeen();
        CHECK(session.version() != before);
        CHECK_FALSE(session.state().firstSteps);
        session.editorClosed();
    }
    CHECK_FALSE(dueIn(home.folder));
}

TEST_CASE("the first steps are not for who has made something")
{
    const TemporaryHome home;
    SECTION("in this home, whoever asked for it")
    {
        const auto month = home.folder.getChildFile("library/2026/11");
        REQUIRE(month.createDirectory());
        CHECK(dueIn(home.folder));
        writeClip(month, "clip", 100);
        CHECK_FALSE(dueIn(home.folder));
    }
    SECTION("in a project from elsewhere")
    {
        const TemporaryHome other;
        std::string project;
        {
            Rig rig;
            rig.make();
            project = rig.session().saveState();
        }
        CHECK_FALSE(dueIn(home.folder, project));
    }
}

TEST_CASE("that they were seen is kept in a home of one's own, also before there is any")
{
    const TemporaryHome around;
    const auto home = around.folder.getChildFile("not yet");
    CHECK(dueIn(home));
    CHECK_FALSE(home.exists());
    Processor processor{home, HostRoad{}};
    processor.session().firstStepsSeen();
    CHECK_FALSE(dueIn(home));
#if !JUCE_WINDOWS
    struct stat facts = {};
    REQUIRE(::stat(home.getFullPathName().toRawUTF8(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0700);
#endif
}
