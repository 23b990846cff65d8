// Entry point: prefill and decode of a decoder over codebook tokens, all layers in one call.
// Several steps at once are a prefill, one is a decoding step.
//
// Shapes, layout and types: at the structs below; alignment: none asked. Activations and sums are
// fp32 whatever the weights' type.
// Instructions: those of gemv_*.h and decode_attention.h.
// Threads: one team a call. Every phase is split by outputs or by heads, with a barrier after it;
// each thread prepares the input of a phase for itself, which costs less than waiting for another
// to do it. The workspace is the calling thread's, so that calls from two threads do not meet.
// Roofline: memory bandwidth, every weight read once a step. Read in turn with a plain reading
// loop on two Zen 4 cores, MusicGen-small with guidance comes to 89, 87 and 82 % of it at 34 GB/s
// in fp32, bf16 and int8, and to 70, 63 and 58 % at 56 GB/s (docs/performance.md).

#include <omp.h>

#include "decode_attention.h"
#include "gemv.h"
#include "layer_norm.h"

namespace tonekiln {

// dim: of the residual stream. qkv: (3 * dim, dim); out, cross_query, cross_out: (dim, dim); up:
// (hidden, dim); down: (dim, hidden); logits: (codebooks * card, dim).
struct DecoderLayer {
    Norm self_norm;
    PackedMatrix qkv;
    PackedMatrix out;
    Norm cross_norm;
    PackedMatrix cross_query;
    PackedMatrix cross_out;
    Norm ffn_norm;
    PackedMatrix up;
    PackedMatrix down;
};

struct Decoder {
    const DecoderLayer* layers;
    Norm norm;
    PackedMatrix logits;
    int32_t layer_count;
    int32_t dim;
    int32_t heads;
    int32_t has_cross;
};

// By layer, the kv cache and the cross-attention cache, each (sequences, heads, ...) as
// kv_cache.h has it, with max_steps of the first and cross_steps of the second. dtype: of all of
// them, fp32 or bf16.
struct KvCache {
    void* const* keys;
    void* const* values;
    void* const* cross_keys;
    void* const* cross_values;
    int32_t sequences;
    int32_t max_steps;
    int32_t cross_steps;
    DType dtype;
};

namespace {

// Shared by all threads of a call.
struct Workspace {
    std::vector<float> qkv, context, query, hidden;
};

// A thread's own.
struct ThreadWorkspace {
    std::vector<float> normed, scores;
    GemvInput input;
};

template <class Cached> class Step {
public:
    Step(const Decoder& decoder, const KvCache& cache, float* x, int steps, int past,
         float* logits, Workspace& workspace)
        : decoder_(decoder),
          cache_(cache),
          x_(x),
          steps_(steps),
          past_(past),
          rows_(cache.sequences * steps),
          dim_(decoder.dim),
          head_dim_(decoder.dim / decoder.heads),
          logits_(logits),
          workspace_(workspace) {
        const size_t rows = static_cast<size_t>(rows_);
        workspace.qkv.resize(rows * dim_ * 3);
        workspace.context.resize(rows * dim_);
        workspace.query.resize(rows * dim_);
        workspace.hidden.resize(rows * decoder.layers[0].up.outputs);
    }

    void run(ThreadWorkspace& local, int thread, int threads) {
        local.normed.resize(static_cast<size_t>(rows_) * dim_);
        local.scores.resize(static_cast<size_t>(std::max(cache_.max_steps, cache_.cross_steps)) +
                            kSimdWidth);
        for (int number = 0; number < decoder_.layer_count; ++number) {
            const DecoderLayer& layer = decoder_.layers[number];
            self_attention(layer, number, local, thread, threads);
            if (decoder_.has_cross) cross_attention(layer, number, local, thread, threads);
            feed_forward(layer, local, thread, threads);
        }
        lm_head(local, thread, threads);
    }

private:
    void self_attention(const DecoderLayer& layer, int number, ThreadWorkspace& local, int thread,
                        int threads) {
        load_normed(layer.self_norm, layer.qkv, local);
        gemv(layer.qkv, local.input, thread, threads, store_to(workspace_.qkv.data(), 3 * dim_));
#pragma omp barrier
        const int pairs = cache_.sequences * decoder_.heads;
        for (int pair = pairs * thread / threads; pair < pairs * (thread + 1) / threads; ++pair)
            self_attention_head(number, pair / decoder_.heads, pair % decoder_.heads, local);
#pragma omp barrier
        load_rows(workspace_.context.data(), dim_, layer.out, local);
        gemv(layer.out, local.input, thread, threads, add_to_residual());
#pragma omp barrier
    }

    void self_attention_head(int number, int sequence, int head, ThreadWorkspace& local) {
        const KvHead<Cached> cached =
            kv_head(cache_.keys[number], cache_.values[number], cache_.max_steps, sequence, head);
        for (int step = 0; step < steps_; ++step) {
            const size_t row = static_cast<size_t>(sequence) * steps_ + step;
            const float* query = workspace_.qkv.data() + row * 3 * dim_ + head * head_dim_;
            cache_step(cached, past_ + step, head_dim_, query + dim_, query + 2 * dim_);
            decode_attention(query, cached, past_ + step + 1, head_dim_, local.scores.data(),
                             workspace_.context.data() + row * dim_ + head * head_dim_);
        }
    }

    void cross_attention(const DecoderLayer& layer, int number, ThreadWorkspace& local,
                         int thread, int threads) {
        load_normed(layer.cross_norm, layer.cross_query, local);
        gemv(layer.cross_query, local.input, thread, threads,
             store_to(workspace_.query.data(), dim_));
#pragma omp barrier
        const int pairs = rows_ * decoder_.heads;
        for (int pair = pairs * thread / threads; pair < pairs * (thread + 1) / threads; ++pair) {
            const int row = pair / decoder_.heads;
            const int head = pair % decoder_.heads;
            const size_t at = static_cast<size_t>(row) * dim_ + head * head_dim_;
            const KvHead<Cached> cached =
                kv_head(cache_.cross_keys[number], cache_.cross_values[number],
                        cache_.cross_steps, row / steps_, head);
            decode_attention(workspace_.query.data() + at, cached, cache_.cross_steps, head_dim_,
                             local.scores.data(), workspace_.context.data() + at);
        }
#pragma omp barrier
        load_rows(workspace_.context.data(), dim_, layer.cross_out, local);
        gemv(layer.cross_out, local.input, thread, threads, add_to_residual());
#pragma omp barrier
    }

    void feed_forward(const DecoderLayer& layer, ThreadWorkspace& local, int thread,
                      int threads) {
        const int inner = layer.up.outputs;
        load_normed(layer.ffn_norm, layer.up, local);
        gemv(
            layer.up, local.input, thread, threads,
            [hidden = workspace_.hidden.data(), inner](int row, int output, const F32x16& value) {
                store(hidden + static_cast<size_t>(row) * inner + output, gelu(value));
            });
#pragma omp barrier
        load_rows(workspace_.hidden.data(), inner, layer.down, local);
        gemv(layer.down, local.input, thread, threads, add_to_residual());
#pragma omp barrier
    }

    void lm_head(ThreadWorkspace& local, int thread, int threads) {
        local.input.rows.clear();
        for (int sequence = 0; sequence < cache_.sequences; ++sequence) {
            const size_t row = static_cast<size_t>(sequence) * steps_ + steps_ - 1;
            float* normed = local.normed.data() + static_cast<size_t>(sequence) * dim_;
            layer_norm(x_ + row * dim_, decoder_.norm, dim_, normed);
            local.input.rows.push_back(normed);
        }
        local.input.quantise_for(decoder_.logits);
        gemv(decoder_.logits, local.input, thread, threads,
             store_to(logits_, decoder_.logits.outputs));
    }

    KvHead<Cached> kv_head(void* keys, void* values, int steps, int sequence, int head) const {
        const size_t at = static_cast<size_t>(sequence) * decoder_.heads + head;
        return {static_cast<Cached*>(keys) + at * blocks_of(steps) * kSimdWidth * head_dim_,
                static_cast<Cached*>(values) + at * steps * head_dim_};
    }

    void load_normed(const Norm& norm, const PackedMatrix& matrix, ThreadWorkspace& local) const {
        for (int row = 0; row < rows_; ++row) {
            const size_t at = static_cast<size_t>(row) * dim_;
            layer_norm(x_ + at, norm, dim_, local.normed.data() + at);
        }
        load_rows(local.normed.data(), dim_, matrix, local);
    }

    void load_rows(const float* from, int width, const PackedMatrix& matrix,
                   ThreadWorkspace& local) const {
        local.input.rows.resize(static_cast<size_t>(rows_));
        for (int row = 0; row < rows_; ++row)
            local.input.rows[static_cast<size_t>(row)] = from + static_cast<size_t>(row) * width;
        local.input.quantise_for(matrix);
    }

    static auto store_to(float* to, int width) {
        return [to, width](int row, int output, const F32x16& value) {
            store(to + static_cast<size_t>(row) * width + output, value);
        };
    }

    auto add_to_residual() const {
        return [x = x_, dim = dim_](int row, int output, const F32x16& value) {
            float* at = x + static_cast<size_t>(row) * dim + output;
            store(at, load<F32x16>(at) + value);
        };
    }

    const Decoder& decoder_;
    const KvCache& cache_;
    float* x_;
    const int steps_, past_, rows_, dim_, head_dim_;
    float* logits_;
    Workspace& workspace_;
};

template <class Cached>
void decode(const Decoder& decoder, const KvCache& cache, float* x, int steps, int past,
            float* logits, int threads) {
    static thread_local Workspace workspace;
    Step<Cached> step(decoder, cache, x, steps, past, logits, workspace);
#pragma omp parallel num_threads(threads)
    {
        static thread_local ThreadWorkspace local;
        step.run(local, omp_get_thread_num(), omp_get_num_threads());
    }
}

}  // namespace
}  // namespace tonekiln

extern "C" {

// x: (sequences, steps, dim) embedded input, overwritten.
// past: how many steps the kv cache holds already.
// logits: (sequences, codebooks * card), of the last step.
void tonekiln_decode(const tonekiln::Decoder* decoder, const tonekiln::KvCache* cache, float* x,
                     int32_t steps, int32_t past, float* logits, int32_t threads) {
    if (cache->dtype == tonekiln::DType::bf16)
        tonekiln::decode<tonekiln::Bfloat16>(*decoder, *cache, x, steps, past, logits, threads);
    else
        tonekiln::decode<float>(*decoder, *cache, x, steps, past, logits, threads);
}

// Whether this machine has the int8 micro-kernels, of gemv and gemm.
int32_t tonekiln_has_int8() {
#if defined(__AVX512VNNI__)
    return 1;
#else
    return 0;
#endif
}
}
