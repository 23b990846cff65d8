#include "AudioThreadGuard.h"

#include <atomic>

#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define TONEKILN_INTERPOSES 1
#else
#define TONEKILN_INTERPOSES 0
#endif

namespace
{
thread_local bool guarded = false;
std::atomic<long> calls{0};
std::atomic<const char*> first{nullptr};

[[maybe_unused]] inline void note(const char* name)
{
    if (!guarded)
        return;
    calls.fetch_add(1, std::memory_order_relaxed);
    const char* none = nullptr;
    first.compare_exchange_strong(none, name);
}
} // namespace

namespace tonekiln::test
{
AudioThreadGuard::AudioThreadGuard()
{
    guarded = true;
}

AudioThreadGuard::~AudioThreadGuard()
{
    guarded = false;
}

long forbiddenCalls()
{
    return calls.load();
}

std::string firstForbiddenCall()
{
    const auto* name = first.load();
    return name != nullptr ? name : "";
}

bool guardIsActive()
{
    return TONEKILN_INTERPOSES == 1;
}
} // namespace tonekiln::test

#if TONEKILN_INTERPOSES

#include <dlfcn.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cstddef>

// glibc's own names of its allocator, which do not come back here.
extern "C"
{
    void* __libc_malloc(size_t);
    void* __libc_calloc(size_t, size_t);
    void* __libc_realloc(void*, size_t);
    void* __libc_memalign(size_t, size_t);
    void __libc_free(void*);
}

namespace
{
template <typename Function>
Function next(const char* name)
{
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}
} // namespace

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-declarations"

extern "C"
{
    void* malloc(size_t size) noexcept
    {
        note("malloc");
        return __libc_malloc(size);
    }

    void* calloc(size_t count, size_t size) noexcept
    {
        note("calloc");
        return __libc_calloc(count, size);
    }

    void* realloc(void* memory, size_t size) noexcept
    {
        note("realloc");
        return __libc_realloc(memory, size);
    }

    void* aligned_alloc(size_t alignment, size_t size) noexcept
    {
        note("aligned_alloc");
        return __libc_memalign(alignment, size);
    }

    int posix_memalign(void** memory, size_t alignment, size_t size) noexcept
    {
        note("posix_memalign");
        *memory = __libc_memalign(alignment, size);
        return *memory == nullptr ? 12 : 0;
    }

    void free(void* memory) noexcept
    {
        note("free");
        __libc_free(memory);
    }

    int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept
    {
        static const auto real = next<int (*)(pthread_mutex_t*)>("pthread_mutex_lock");
        note("pthread_mutex_lock");
        return real(mutex);
    }

    int pthread_mutex_trylock(pthread_mutex_t* mutex) noexcept
    {
        static const auto real = next<int (*)(pthread_mutex_t*)>("pthread_mutex_trylock");
        note("pthread_mutex_trylock");
        return real(mutex);
    }

    int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept
    {
        static const auto real = next<int (*)(pthread_rwlock_t*)>("pthread_rwlock_rdlock");
        note("pthread_rwlock_rdlock");
        return real(lock);
    }

    int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept
    {
        static const auto real = next<int (*)(pthread_rwlock_t*)>("pthread_rwlock_wrlock");
        note("pthread_rwlock_wrlock");
        return real(lock);
    }

    int pthread_cond_signal(pthread_cond_t* condition) noexcept
    {
        static const auto real = next<int (*)(pthread_cond_t*)>("pthread_cond_signal");
        note("pthread_cond_signal");
        return real(condition);
    }

    int pthread_cond_broadcast(pthread_cond_t* condition) noexcept
    {
        static const auto real = next<int (*)(pthread_cond_t*)>("pthread_cond_broadcast");
        note("pthread_cond_broadcast");
        return real(condition);
    }

    int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex)
    {
        static const auto real =
            next<int (*)(pthread_cond_t*, pthread_mutex_t*)>("pthread_cond_wait");
        note("pthread_cond_wait");
        return real(condition, mutex);
    }

    ssize_t read(int file, void* buffer, size_t size)
    {
        static const auto real = next<ssize_t (*)(int, void*, size_t)>("read");
        note("read");
        return real(file, buffer, size);
    }

    ssize_t write(int file, const void* buffer, size_t size)
    {
        static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
        note("write");
        return real(file, buffer, size);
    }

    ssize_t send(int socket, const void* buffer, size_t size, int flags)
    {
        static const auto real = next<ssize_t (*)(int, const void*, size_t, int)>("send");
        note("send");
        return real(socket, buffer, size, flags);
    }

    ssize_t recv(int socket, void* buffer, size_t size, int flags)
    {
        static const auto real = next<ssize_t (*)(int, void*, size_t, int)>("recv");
        note("recv");
        return real(socket, buffer, size, flags);
    }

    int poll(pollfd* files, nfds_t count, int timeout)
    {
        static const auto real = next<int (*)(pollfd*, nfds_t, int)>("poll");
        note("poll");
        return real(files, count, timeout);
    }

    int nanosleep(const timespec* time, timespec* left)
    {
        static const auto real = next<int (*)(const timespec*, timespec*)>("nanosleep");
        note("nanosleep");
        return real(time, left);
    }
}

#pragma GCC diagnostic pop

#endif
