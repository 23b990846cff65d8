#include "Orders.h"

namespace tonekiln
{

void Orders::post(Message message)
{
    {
        const std::scoped_lock lock{mutex};
        waiting.messages.push_back(std::move(message));
    }
    wake();
}

void Orders::orderStart()
{
    {
        const std::scoped_lock lock{mutex};
        waiting.start = true;
    }
    wake();
}

void Orders::orderRetry()
{
    {
        const std::scoped_lock lock{mutex};
        waiting.retry = true;
    }
    wake();
}

void Orders::wake()
{
    const std::scoped_lock lock{mutex};
    arrived.notify_one();
    if (bell != nullptr)
        bell->ring();
}

void Orders::rest(Channel* channel, std::chrono::milliseconds time,
                  const std::function<bool()>& leaving)
{
    if (channel != nullptr)
    {
        channel->wait(*bell, static_cast<int>(time.count()));
        return;
    }
    std::unique_lock lock{mutex};
    arrived.wait_for(lock, time,
                     [&] { return !waiting.messages.empty() || waiting.start || leaving(); });
}

Orders::Taken Orders::take()
{
    const std::scoped_lock lock{mutex};
    return std::exchange(waiting, {});
}

void Orders::makeBell()
{
    const std::scoped_lock lock{mutex};
    if (bell == nullptr)
        bell = std::make_unique<Bell>();
}

void Orders::dropBell()
{
    const std::scoped_lock lock{mutex};
    bell.reset();
}

} // namespace tonekiln
