#include "EngineGetting.h"

#include "session/model/Fields.h"
#include "session/model/Rows.h"

namespace tonekiln
{

namespace
{
namespace kinds = protocol::kinds;
namespace names = protocol::fields;
using protocol::EngineJobState;
using protocol::ErrorCode;

constexpr std::uint32_t lookEveryMs = 1000;

bool is(const Json& error, ErrorCode code)
{
    const auto name = protocol::toString(code);
    return fields::text(error, names::Error::code).toStdString() == name;
}

bool ended(const EngineJob& job)
{
    return job.state == EngineJobState::done || job.state == EngineJobState::failed;
}

Json naming(std::string_view field, const juce::String& value)
{
    auto body = Json::object();
    body[std::string{field}] = value.toStdString();
    return body;
}
} // namespace

EngineGetting::EngineGetting(Model& known, Client& daemon)
    : model(known)
    , client(daemon)
{
}

const EngineJob* EngineGetting::of(const juce::String& name) const
{
    const auto found = std::find_if(jobs.begin(), jobs.end(),
                                    [&](const EngineJob& job) { return job.engine == name; });
    return found == jobs.end() ? nullptr : &*found;
}

// Asking.

void EngineGetting::get(const juce::String& name)
{
    model.problem = {};
    asked = {};
    accepted.clear();
    ask(name, {});
}

void EngineGetting::ask(const juce::String& name, const std::string& licence)
{
    auto body = naming(names::GetEngine::engine, name);
    if (!licence.empty())
        body[std::string{names::GetEngine::licence}] = licence;
    engine[client.request(kinds::getEngine, std::move(body))] = name;
}

void EngineGetting::acceptLicence()
{
    if (asked.asks != Asks::licence)
        return;
    accepted = toAccept;
    ask(std::exchange(asked, {}).engine, accepted);
}

void EngineGetting::keepToken(const juce::String& token, bool inFile)
{
    if (asked.asks != Asks::token)
        return;
    auto body = naming(names::KeepToken::token, token.trim());
    body[std::string{names::KeepToken::inFile}] = inFile;
    client.request(kinds::keepToken, std::move(body));
}

void EngineGetting::pause(const juce::String& job)
{
    client.request(kinds::pauseEngineJob, naming(names::PauseEngineJob::job, job));
}

void EngineGetting::goOn(const juce::String& job)
{
    client.request(kinds::continueEngineJob, naming(names::ContinueEngineJob::job, job));
}

void EngineGetting::cancel(const juce::String& job)
{
    client.request(kinds::cancelEngineJob, naming(names::CancelEngineJob::job, job));
}

void EngineGetting::remove(const juce::String& name)
{
    model.problem = {};
    arrived.clear();
    client.request(kinds::removeEngine, naming(names::RemoveEngine::engine, name));
}

// Looking.

void EngineGetting::look(bool editorOpen)
{
    const bool wanted = editorOpen && model.link.link == Link::ready && !jobs.empty();
    if (wanted && juce::Time::getMillisecondCounter() - lookedAt >= lookEveryMs)
        lookNow();
}

void EngineGetting::lookNow()
{
    if (std::exchange(looking, true))
        return;
    lookedAt = juce::Time::getMillisecondCounter();
    client.request(kinds::listEngineJobs, Json::object());
}

void EngineGetting::takeJobs(const Json& list)
{
    const auto before = std::exchange(jobs, {});
    for (const auto& row : fields::list(list, names::EngineJobList::jobs))
        put(row);
    for (const auto& job : before)
        if (of(job.engine) == nullptr)
            return void(client.request(kinds::listEngines, Json::object()));
}

// Answers.

bool EngineGetting::take(const Message& message, const Message* request)
{
    if (request == nullptr)
        return takeEvent(message);
    const bool isError = message.kind == kinds::error;
    const auto& kind = request->kind;
    if (kind == kinds::listEngineJobs)
    {
        looking = false;
        if (!isError) // a daemon from before there were any
            takeJobs(message.body);
        return true;
    }
    const bool ours = kind == kinds::getEngine || kind == kinds::pauseEngineJob ||
                      kind == kinds::continueEngineJob || kind == kinds::cancelEngineJob ||
                      kind == kinds::removeEngine || kind == kinds::keepToken;
    if (!ours)
        return false;
    if (isError)
        takeRefusal(message.body, *request);
    else if (message.kind == kinds::engineJob)
        put(fields::object(message.body, names::EngineJob::row));
    else if (message.kind == kinds::tokenState)
        ask(std::exchange(asked, {}).engine, accepted);
    else if (!takeEvent(message))
    {
        client.request(kinds::listEngines, Json::object());
        lookNow();
    }
    return true;
}

void EngineGetting::takeRefusal(const Json& error, const Message& request)
{
    const auto says = fields::text(error, names::Error::message);
    const auto hint = fields::text(error, names::Error::hint);
    if (request.kind == kinds::keepToken)
    {
        asked.says = (says + ". " + hint).trim();
        asked.mayKeepInFile = !fields::flag(request.body, names::KeepToken::inFile);
        return;
    }
    if (request.kind != kinds::getEngine)
        return tellProblem(error);
    const auto name = fields::text(request.body, names::GetEngine::engine);
    engine.erase(request.id);
    if (is(error, ErrorCode::licenceNotAccepted))
    {
        asked = {Asks::licence, name, fields::text(error, names::Error::text), {}, says, false};
        toAccept = fields::text(error, names::Error::bound).toStdString();
    }
    else if (is(error, ErrorCode::tokenNeeded))
        asked = {Asks::token, name, {}, fields::text(error, names::Error::bound), says, false};
    else
        tellProblem(error);
}

bool EngineGetting::takeEvent(const Message& message)
{
    if (message.kind == kinds::engineProgress)
        put(fields::object(message.body, names::EngineProgress::row));
    else if (message.kind == kinds::engineReady)
    {
        const auto& row = fields::object(message.body, names::EngineReady::engine);
        arrived = fields::text(row, names::EngineRow::name);
        drop(arrived);
        client.request(kinds::listEngines, Json::object());
    }
    else
        return message.kind == kinds::error && endsOurs(message);
    return true;
}

bool EngineGetting::endsOurs(const Message& error)
{
    const auto id = fields::text(error.body, names::Error::job);
    const auto request = engine.find(id.toStdString());
    const auto job = std::find_if(jobs.begin(), jobs.end(),
                                  [&](const EngineJob& each) { return each.job == id; });
    if (id.isEmpty() || (request == engine.end() && job == jobs.end()))
        return false;
    drop(request != engine.end() ? juce::String{request->second} : juce::String{job->engine});
    if (!is(error.body, ErrorCode::cancelled))
        tellProblem(error.body);
    client.request(kinds::listEngines, Json::object());
    return true;
}

void EngineGetting::put(const Json& row)
{
    auto job = engineJobFrom(row);
    drop(job.engine);
    if (!ended(job))
        jobs.push_back(std::move(job));
}

void EngineGetting::drop(const juce::String& name)
{
    std::erase_if(jobs, [&](const EngineJob& job) { return job.engine == name; });
}

void EngineGetting::tellProblem(const Json& error)
{
    namespace n = names::Error;
    model.problem = {fields::text(error, n::code),
                     fields::text(error, n::message),
                     fields::text(error, n::hint),
                     {}};
}

bool EngineGetting::undeliverable(const Message& request)
{
    if (request.kind == kinds::listEngineJobs)
    {
        looking = false;
        return true;
    }
    if (request.kind != kinds::getEngine && request.kind != kinds::keepToken)
        return false;
    engine.erase(request.id);
    asked = {};
    model.problem = {"local", model.link.sentence, model.link.wayOut, {}};
    return true;
}

} // namespace tonekiln
