// A small value that the audio thread writes and anyone reads, without a lock on either side:
// a sequence lock over atomic words (Boehm, "Can seqlocks get along with programming language
// memory models?", 2012).
// Thread: write() on one thread only; read() anywhere.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace tonekiln
{

template <typename Value>
class Published
{
    static_assert(std::is_trivially_copyable_v<Value>);

public:
    Published() { write(Value{}); }

    void write(const Value& value) noexcept
    {
        Words copy{};
        std::memcpy(copy.data(), &value, sizeof(Value));
        const auto turn = sequence.load(std::memory_order_relaxed);
        sequence.store(turn + 1, std::memory_order_relaxed);
        for (std::size_t i = 0; i < copy.size(); ++i)
            words[i].store(copy[i], std::memory_order_release);
        sequence.store(turn + 2, std::memory_order_release);
    }

    /** The newest whole value; tries again while a write is under way. */
    Value read() const noexcept
    {
        for (;;)
        {
            const auto before = sequence.load(std::memory_order_acquire);
            Words copy;
            for (std::size_t i = 0; i < copy.size(); ++i)
                copy[i] = words[i].load(std::memory_order_acquire);
            if ((before & 1u) == 0 && sequence.load(std::memory_order_acquire) == before)
            {
                Value value;
                std::memcpy(static_cast<void*>(&value), copy.data(), sizeof(Value));
                return value;
            }
        }
    }

private:
    using Words = std::array<std::uint64_t, (sizeof(Value) + 7) / 8>;

    std::atomic<std::uint64_t> sequence{0};
    std::array<std::atomic<std::uint64_t>, (sizeof(Value) + 7) / 8> words{};
};

} // namespace tonekiln
