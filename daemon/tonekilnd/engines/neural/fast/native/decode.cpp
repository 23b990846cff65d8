// One step of a MusicGen or AudioGen decoder, all layers in one call.
//
// Every phase is split over the threads by outputs or by heads; each thread prepares the input of
// a phase for itself, which costs less than waiting for another to do it.

#include <omp.h>

#include "attention.h"
#include "matrix.h"

namespace tonekiln {

// The layouts of these structs are mirrored in step.py.
struct Layer {
    Norm self_norm;
    Matrix qkv;
    Matrix out;
    Norm cross_norm;
    Matrix cross_query;
    Matrix cross_out;
    Norm feed_norm;
    Matrix up;
    Matrix down;
};

struct Decoder {
    const Layer* layers;
    Norm norm;
    Matrix logits;
    int32_t layer_count;
    int32_t dim;
    int32_t heads;
    int32_t has_cross;
};

// What was heard so far. Caches of a layer are (sequences, heads, ...) as attention.h has them.
struct Memory {
    void* const* keys;
    void* const* values;
    void* const* cross_keys;
    void* const* cross_values;
    int32_t sequences;
    int32_t most_steps;
    int32_t words;
    Kind kind;
};

namespace {

// What all threads share in one call.
struct Shared {
    std::vector<float> qkv, heard, query, fed;
};

struct Own {
    std::vector<float> normed, scores;
    Feed feed;
};

template <class Cached> class Step {
  public:
    Step(const Decoder& decoder, const Memory& memory, float* x, int steps, int first,
         float* logits, Shared& shared)
        : decoder_(decoder), memory_(memory), x_(x), steps_(steps), first_(first),
          rows_(memory.sequences * steps), dim_(decoder.dim), width_(decoder.dim / decoder.heads),
          logits_(logits), shared_(shared) {
        const size_t rows = static_cast<size_t>(rows_);
        shared.qkv.resize(rows * dim_ * 3);
        shared.heard.resize(rows * dim_);
        shared.query.resize(rows * dim_);
        shared.fed.resize(rows * decoder.layers[0].up.outputs);
    }

    void run(Own& own, int thread, int threads) {
        own.normed.resize(static_cast<size_t>(rows_) * dim_);
        own.scores.resize(
            static_cast<size_t>(std::max(memory_.most_steps, memory_.words)) + kLanes);
        for (int number = 0; number < decoder_.layer_count; ++number) {
            const Layer& layer = decoder_.layers[number];
            hear_tokens(layer, number, own, thread, threads);
            if (decoder_.has_cross) hear_words(layer, number, own, thread, threads);
            feed_forward(layer, own, thread, threads);
        }
        last_logits(own, thread, threads);
    }

  private:
    void hear_tokens(const Layer& layer, int number, Own& own, int thread, int threads) {
        feed_normed(layer.self_norm, layer.qkv, own);
        product(layer.qkv, own.feed, thread, threads, into(shared_.qkv.data(), 3 * dim_));
#pragma omp barrier
        const int pairs = memory_.sequences * decoder_.heads;
        for (int pair = pairs * thread / threads; pair < pairs * (thread + 1) / threads; ++pair)
            one_head(number, pair / decoder_.heads, pair % decoder_.heads, own);
#pragma omp barrier
        feed_plain(shared_.heard.data(), dim_, layer.out, own);
        product(layer.out, own.feed, thread, threads, added());
#pragma omp barrier
    }

    void one_head(int number, int sequence, int head, Own& own) {
        const Heads<Cached> cached = of_head(memory_.keys[number], memory_.values[number],
                                             memory_.most_steps, sequence, head);
        for (int step = 0; step < steps_; ++step) {
            const size_t row = static_cast<size_t>(sequence) * steps_ + step;
            const float* query = shared_.qkv.data() + row * 3 * dim_ + head * width_;
            remember(cached, first_ + step, width_, query + dim_, query + 2 * dim_);
            attend(query, cached, first_ + step + 1, width_, own.scores.data(),
                   shared_.heard.data() + row * dim_ + head * width_);
        }
    }

    void hear_words(const Layer& layer, int number, Own& own, int thread, int threads) {
        feed_normed(layer.cross_norm, layer.cross_query, own);
        product(layer.cross_query, own.feed, thread, threads, into(shared_.query.data(), dim_));
#pragma omp barrier
        const int pairs = rows_ * decoder_.heads;
        for (int pair = pairs * thread / threads; pair < pairs * (thread + 1) / threads; ++pair) {
            const int row = pair / decoder_.heads;
            const int head = pair % decoder_.heads;
            const size_t at = static_cast<size_t>(row) * dim_ + head * width_;
            const Heads<Cached> cached =
                of_head(memory_.cross_keys[number], memory_.cross_values[number], memory_.words,
                        row / steps_, head);
            attend(shared_.query.data() + at, cached, memory_.words, width_, own.scores.data(),
                   shared_.heard.data() + at);
        }
#pragma omp barrier
        feed_plain(shared_.heard.data(), dim_, layer.cross_out, own);
        product(layer.cross_out, own.feed, thread, threads, added());
#pragma omp barrier
    }

    void feed_forward(const Layer& layer, Own& own, int thread, int threads) {
        const int inner = layer.up.outputs;
        feed_normed(layer.feed_norm, layer.up, own);
        product(layer.up, own.feed, thread, threads,
                [fed = shared_.fed.data(), inner](int row, int output, const Floats& value) {
                    stored(fed + static_cast<size_t>(row) * inner + output, gelu(value));
                });
#pragma omp barrier
        feed_plain(shared_.fed.data(), inner, layer.down, own);
        product(layer.down, own.feed, thread, threads, added());
#pragma omp barrier
    }

    void last_logits(Own& own, int thread, int threads) {
        own.feed.rows.clear();
        for (int sequence = 0; sequence < memory_.sequences; ++sequence) {
            const size_t row = static_cast<size_t>(sequence) * steps_ + steps_ - 1;
            float* normed = own.normed.data() + static_cast<size_t>(sequence) * dim_;
            normalise(x_ + row * dim_, decoder_.norm, dim_, normed);
            own.feed.rows.push_back(normed);
        }
        own.feed.prepare(decoder_.logits);
        product(decoder_.logits, own.feed, thread, threads,
                into(logits_, decoder_.logits.outputs));
    }

    Heads<Cached> of_head(void* keys, void* values, int most, int sequence, int head) const {
        const size_t at = static_cast<size_t>(sequence) * decoder_.heads + head;
        return {static_cast<Cached*>(keys) + at * blocks_of(most) * kLanes * width_,
                static_cast<Cached*>(values) + at * most * width_};
    }

    void feed_normed(const Norm& norm, const Matrix& matrix, Own& own) const {
        for (int row = 0; row < rows_; ++row) {
            const size_t at = static_cast<size_t>(row) * dim_;
            normalise(x_ + at, norm, dim_, own.normed.data() + at);
        }
        feed_plain(own.normed.data(), dim_, matrix, own);
    }

    void feed_plain(const float* from, int width, const Matrix& matrix, Own& own) const {
        own.feed.rows.resize(static_cast<size_t>(rows_));
        for (int row = 0; row < rows_; ++row)
            own.feed.rows[static_cast<size_t>(row)] = from + static_cast<size_t>(row) * width;
        own.feed.prepare(matrix);
    }

    static auto into(float* to, int width) {
        return [to, width](int row, int output, const Floats& value) {
            stored(to + static_cast<size_t>(row) * width + output, value);
        };
    }

    auto added() const {
        return [x = x_, dim = dim_](int row, int output, const Floats& value) {
            float* at = x + static_cast<size_t>(row) * dim + output;
            stored(at, loaded<Floats>(at) + value);
        };
    }

    const Decoder& decoder_;
    const Memory& memory_;
    float* x_;
    const int steps_, first_, rows_, dim_, width_;
    float* logits_;
    Shared& shared_;
};

template <class Cached>
void decode(const Decoder& decoder, const Memory& memory, float* x, int steps, int first,
            float* logits, int threads) {
    static thread_local Shared shared;
    Step<Cached> step(decoder, memory, x, steps, first, logits, shared);
#pragma omp parallel num_threads(threads)
    {
        static thread_local Own own;
        step.run(own, omp_get_thread_num(), omp_get_num_threads());
    }
}

}  // namespace
}  // namespace tonekiln

extern "C" {

// x: (sequences, steps, dim) embedded input, overwritten.
// first: how many steps were heard before.
// logits: (sequences, outputs of the heads) for the last step.
void tonekiln_decode(const tonekiln::Decoder* decoder, const tonekiln::Memory* memory, float* x,
                     int32_t steps, int32_t first, float* logits, int32_t threads) {
    if (memory->kind == tonekiln::Kind::bf16)
        tonekiln::decode<tonekiln::Bfloat16>(*decoder, *memory, x, steps, first, logits, threads);
    else
        tonekiln::decode<float>(*decoder, *memory, x, steps, first, logits, threads);
}

// Whether int8 matrices can be multiplied on the machine this was built for.
int32_t tonekiln_has_int8() {
#if defined(__AVX512VNNI__)
    return 1;
#else
    return 0;
#endif
}
}
