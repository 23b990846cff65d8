// A daemon on another machine: its paths are not of this one, so files travel over the wire.
#include "SessionRig.h"
#include "audio/loading/ClipDigest.h"

#include <fstream>

using namespace tonekiln;
using namespace tonekiln::test;

namespace
{
juce::File libraryOf(Rig& rig)
{
    return rig.processor.session().libraryHere();
}

class Box
{
public:
    explicit Box(std::function<std::vector<Message>(const Message&)> otherwise = {})
        : rig(std::move(otherwise))
    {
        rig.daemon.elsewhere = true;
        rig.session().editorOpened();
    }
    ~Box() { rig.session().editorClosed(); }

    /** Asks for a clip and waits until its file is here or known not to come. */
    ClipRow make()
    {
        const auto clip = rig.make();
        REQUIRE(eventually([&] { return !rig.session().state().fetching; }));
        return rig.session().state().clips.front();
    }

    Rig rig;
};
} // namespace

TEST_CASE("a clip's digest is that of its samples alone", "[elsewhere]")
{
    TemporaryHome home;
    const auto file = writeClip(home.folder, "clip", 1000);
    const auto digest = digestOfSamples(file);
    CHECK(digest.length() == 64);
    std::ofstream{file.getFullPathName().toStdString(), std::ios::app} << "LIST";
    CHECK(digestOfSamples(file) == digest);
    juce::MemoryBlock bytes;
    file.loadFileAsData(bytes);
    bytes[bytes.getSize() - 20] = static_cast<char>(bytes[bytes.getSize() - 20] ^ 1);
    file.replaceWithData(bytes.getData(), bytes.getSize());
    CHECK(digestOfSamples(file) != digest);
    file.replaceWithData(bytes.getData(), 500);
    CHECK(digestOfSamples(file).isEmpty());
    CHECK(digestOfSamples(home.folder.getChildFile("none.wav")).isEmpty());
}

TEST_CASE("a clip made elsewhere is fetched in pieces, checked, heard and dragged", "[elsewhere]")
{
    Box box;
    box.rig.play(4);
    const auto clip = box.make();
    auto& session = box.rig.session();
    REQUIRE(clip.fileExists);
    const juce::File here{clip.path};
    CHECK(here.getParentDirectory() == libraryOf(box.rig));
    CHECK(box.rig.standIn.count("fetch_clip") > 2);
    CHECK(digestOfSamples(here) ==
          digestOfSamples(box.rig.home.folder.getChildFile(clip.id + ".wav")));
    CHECK(session.dragOut({clip.id}) == juce::StringArray{here.getFullPathName()});
    REQUIRE(eventually([&] { return box.rig.play(50) > 0.3f; }));
    REQUIRE(eventually([&] { return session.state().clips.front().waveform != nullptr; }));
    // Nothing half-made is left.
    CHECK(libraryOf(box.rig).getNumberOfChildFiles(juce::File::findFiles) == 1);
}

TEST_CASE("a file that was changed on its way is not taken, and can be asked for again",
          "[elsewhere]")
{
    Box box;
    box.rig.daemon.spoils = true;
    const auto clip = box.make();
    CHECK_FALSE(clip.fileExists);
    CHECK(libraryOf(box.rig).getNumberOfChildFiles(juce::File::findFiles) == 0);
    CHECK(box.rig.session().dragOut({clip.id}).isEmpty());

    box.rig.daemon.spoils = false;
    box.rig.session().startAudition(clip.id);
    REQUIRE(eventually([&] { return box.rig.session().state().clips.front().fileExists; }));
}

TEST_CASE("a clip whose file nobody has offers to be made again", "[elsewhere]")
{
    Rig rig;
    const auto clip = rig.make();
    REQUIRE(juce::File{clip.path}.deleteFile());
    rig.session().startAudition(clip.id);
    REQUIRE(eventually([&] { return !rig.session().state().clips.front().fileExists; }));
}

TEST_CASE("a project opened anew finds what was fetched", "[elsewhere]")
{
    Box box;
    const auto clip = box.make();
    const auto saved = box.rig.session().saveState();
    Processor again{box.rig.home.folder};
    again.session().restoreState(saved.data(), saved.size());
    CHECK(again.session().state().clips.front().path == clip.path);
    CHECK(again.session().dragOut({clip.id}).size() == 1);
}

TEST_CASE("a dropped sound is sent ahead to a daemon elsewhere", "[elsewhere]")
{
    std::mutex mutex;
    std::map<std::string, std::string> arrived;
    Rig rig{[&](const Message& m) -> std::vector<Message>
            {
                if (m.kind != "upload")
                    return {};
                const std::scoped_lock lock{mutex};
                auto& bytes = arrived[m.body["upload"].get<std::string>()];
                if (m.body["offset"] != bytes.size())
                    return {event("error", {{"code", "invalid_request"},
                                            {"message", "chunks must come in order"}})};
                bytes += m.payload.at(0);
                return {event("upload_done",
                              {{"upload", m.body["upload"]}, {"received", bytes.size()}})};
            },
            {},
            true};
    rig.session().editorOpened();
    REQUIRE(eventually([&] { return rig.session().state().link.link == Link::ready; }));
    REQUIRE(rig.session().state().link.elsewhere);
    const auto sound = rig.home.folder.getChildFile("hum.wav");
    juce::MemoryBlock noise{700'001};
    juce::Random{3}.fillBitsRandomly(noise.getData(), noise.getSize());
    sound.replaceWithData(noise.getData(), noise.getSize());
    rig.session().dropInput(InputRole::init, {sound.getFullPathName()});

    SECTION("whole")
    {
        rig.make();
        const auto body = rig.standIn.heard("generate").front().body;
        REQUIRE(body["init"].contains("upload"));
        CHECK_FALSE(body["init"].contains("path"));
        CHECK(rig.standIn.heard("upload").back().body["last"] == true);
        const std::scoped_lock lock{mutex};
        const auto& bytes = arrived[body["init"]["upload"].get<std::string>()];
        CHECK(bytes == std::string(static_cast<const char*>(noise.getData()), noise.getSize()));
    }
    SECTION("a file that is gone fails the request and says so")
    {
        sound.deleteFile();
        rig.type("drums");
        rig.session().generate();
        REQUIRE(eventually([&] { return rig.session().state().job.phase == JobPhase::failed; }));
        CHECK(rig.session().state().problem.field == "init");
        CHECK(rig.standIn.count("generate") == 0);
    }
    rig.session().editorClosed();
}
