"""The matrix products of a MusicGen-small step, int8 where offered, in each library that is here.

None of these libraries is needed otherwise: `pip install onnx onnxruntime openvino nncf torchao`.
Ours is the whole step of as many layers, attention included; the others do products and GELU. At
last the whole step of 24 layers, in torch and native.
All with the same number of threads, in turn, medians.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from unittest import mock

import torch
from torch import Tensor, nn

from tonekilnd.engines.neural.audiocraft.autoregressive import OpenStepper
from tonekilnd.engines.neural.audiocraft.model import Model
from tonekilnd.engines.neural.audiocraft.precisions import FastSteppers
from tonekilnd.engines.neural.fast import decoders
from tonekilnd.engines.neural.fast.decoder_weights import (
    CrossAttention,
    DecoderWeights,
    Layer,
    Norm,
)
from tonekilnd.engines.neural.fast.native.abi import DType
from tonekilnd.engines.neural.fast.native.compiler import CannotBuild
from tonekilnd.engines.neural.fast.native.decode import NativeDecoder, native_weights
from tonekilnd.engines.neural.fast.prefill import Prefill
from tonekilnd.engines.neural.fast.quantise import TorchInt8Gemm

from ..table import Row, median_ms, row
from ..turns import in_turn
from . import full_size

LONG = True
DIM, HEADS, LAYERS, ROWS = 1024, 16, 6, 2


class Products(nn.Module):
    """The products of a step, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            nn.ModuleList(
                nn.Linear(inputs, outputs, bias=False)
                for outputs, inputs in [
                    (3 * DIM, DIM),
                    (DIM, DIM),
                    (DIM, DIM),
                    (DIM, DIM),
                    (4 * DIM, DIM),
                    (DIM, 4 * DIM),
                ]
            )
            for _ in range(LAYERS)
        )

    def forward(self, x: Tensor) -> Tensor:
        for qkv, out, query, cross_out, up, down in self.layers:
            x = x + out(qkv(x)[:, :DIM])
            x = x + cross_out(query(x))
            x = x + down(nn.functional.gelu(up(x)))
        return x


def measure(*, quick: bool) -> list[Row]:
    """Each library's own best int8, and torch in fp32 as stock."""
    products = Products().eval().requires_grad_(False)
    x = torch.randn(ROWS, DIM)
    ways: dict[str, Callable[[], Callable[[], object]]] = {
        "torch, fp32": lambda: lambda: products(x),
        "torch, quantized.linear_dynamic": lambda: _torch_quantised(products, x),
        "torch.compile, fp32": lambda: _compiled(products, x),
        "torch.compile, _weight_int8pack_mm, bf16": lambda: _int8pack(products, x),
        "torchao": lambda: _torchao(products, x),
        "ONNX Runtime": lambda: _onnxruntime(products, x),
        "OpenVINO": lambda: _openvino(products, x),
        "native kernels, int8": lambda: _native(DType.INT8),
        "native kernels, bf16": lambda: _native(DType.BF16),
    }
    times = {}
    for name, prepare in ways.items():
        with warnings.catch_warnings(), torch.inference_mode():
            warnings.simplefilter("ignore")
            try:
                work = prepare()
            except Exception as error:
                print(f"{name}: {type(error).__name__}: {str(error)[:120]}")
                continue
            times[name] = median_ms(work, 10 if quick else 40)
            print(f"{name}: {times[name]:.2f} ms", flush=True)
    stock = times["torch, fp32"]
    rows = [row(f"{LAYERS} layers, {name}", "ms", ms, stock=stock) for name, ms in times.items()]
    return [*rows, *_whole_steps(10 if quick else 40)]


def _whole_steps(count: int) -> Iterator[Row]:
    """The step as a whole, 24 layers with attention: ours beside torch with fixed caches.

    torch's is what computes where the kernels cannot be built.
    """
    model = full_size.musicgen_small()
    native = FastSteppers(model, Path(tempfile.mkdtemp()))
    with mock.patch.object(decoders, "native_weights", side_effect=CannotBuild("left out here")):
        plain = FastSteppers(model, Path(tempfile.mkdtemp()))
        for precision in ("fp32", "bf16", "int8"):
            plain.of(precision)
    for precision in ("fp32", "bf16", "int8"):
        ours, torchs = _turns([native.of(precision), plain.of(precision)], model, count)
        yield row(
            f"whole step, {precision}: native beside torch, caches fixed", "ms", ours, stock=torchs
        )


def _turns(openers: list[OpenStepper], model: Model, count: int) -> list[float]:
    """Median milliseconds of a step of each, one after the other."""
    tokens = torch.zeros((1, model.lm.n_q, 1), dtype=torch.long)
    given = full_size.conditions(model, 1)
    with ExitStack() as stack:
        steppers = [stack.enter_context(opened(model, given)) for opened in openers]
        ways = {str(at): partial(one.logits, tokens, 3.0) for at, one in enumerate(steppers)}
        return [seconds * 1e3 for seconds in in_turn(ways, count).values()]


def _torch_quantised(products: Products, x: Tensor) -> Callable[[], object]:
    layers = [[TorchInt8Gemm(m.weight) for m in layer] for layer in products.layers]

    def work() -> Tensor:
        y = x
        for qkv, out, query, cross_out, up, down in layers:
            y = y + out.matmul(qkv.matmul(y)[:, :DIM])
            y = y + cross_out.matmul(query.matmul(y))
            y = y + down.matmul(nn.functional.gelu(up.matmul(y)))
        return y

    return work


def _compiled(products: Products, x: Tensor) -> Callable[[], object]:
    fast = torch.compile(products, dynamic=False)
    fast(x)
    return lambda: fast(x)


def _int8pack(products: Products, x: Tensor) -> Callable[[], object]:
    def pack(weight: Tensor) -> tuple[Tensor, Tensor]:
        scale = weight.abs().amax(dim=1) / 127
        return torch.round(weight / scale[:, None]).to(torch.int8), scale.to(torch.bfloat16)

    layers = [[pack(m.weight) for m in layer] for layer in products.layers]
    times = torch.ops.aten._weight_int8pack_mm

    def work(y: Tensor) -> Tensor:
        for qkv, out, query, cross_out, up, down in layers:
            y = y + times(times(y, *qkv)[:, :DIM].contiguous(), *out)
            y = y + times(times(y, *query), *cross_out)
            y = y + times(nn.functional.gelu(times(y, *up)), *down)
        return y

    fast, given = torch.compile(work, dynamic=False), x.to(torch.bfloat16)
    fast(given)
    return lambda: fast(given)


def _torchao(products: Products, x: Tensor) -> Callable[[], object]:
    import copy

    from torchao.quantization import (
        Int8DynamicActivationInt8WeightConfig,
        quantize_,
    )

    copied = copy.deepcopy(products)
    quantize_(copied, Int8DynamicActivationInt8WeightConfig())
    fast = torch.compile(copied, dynamic=False)
    fast(x)
    return lambda: fast(x)


def _onnx(products: Products, file: Path) -> Path:
    """Written by hand: torch's exporters want packages of their own."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    weights, nodes = [], []

    def product(source: str, name: str, matrix: Tensor) -> str:
        weights.append(numpy_helper.from_array(matrix.T.contiguous().numpy(), f"{name}.weight"))
        nodes.append(helper.make_node("MatMul", [source, f"{name}.weight"], [name], name=name))
        return name

    def one(kind: str, sources: list[str], name: str) -> str:
        nodes.append(helper.make_node(kind, sources, [name], name=name))
        return name

    at = "x"
    for number, layer in enumerate(products.layers):
        qkv, out, query, cross_out, up, down = (m.weight.detach() for m in layer)
        p = f"l{number}"
        product(at, f"{p}.q", qkv[:DIM])
        product(at, f"{p}.k", qkv[DIM : 2 * DIM])
        product(at, f"{p}.v", qkv[2 * DIM :])
        mixed = one("Sum", [f"{p}.q", f"{p}.k", f"{p}.v"], f"{p}.qkv")
        at = one("Add", [at, product(mixed, f"{p}.out", out)], f"{p}.a")
        crossed = product(product(at, f"{p}.xq", query), f"{p}.xo", cross_out)
        at = one("Add", [at, crossed], f"{p}.b")
        fed = one("Gelu", [product(at, f"{p}.up", up)], f"{p}.gelu")
        at = one("Add", [at, product(fed, f"{p}.down", down)], f"{p}.c")
    graph = helper.make_graph(
        nodes,
        "products",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [ROWS, DIM])],
        [helper.make_tensor_value_info(at, TensorProto.FLOAT, [ROWS, DIM])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.save(model, file)
    return file


def _onnxruntime(products: Products, x: Tensor) -> Callable[[], object]:
    import onnxruntime
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder = Path(tempfile.mkdtemp())
    whole, small = _onnx(products, folder / "fp32.onnx"), folder / "int8.onnx"
    quantize_dynamic(whole, small, per_channel=True, weight_type=QuantType.QInt8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(str(small), options)
    given = {"x": x.numpy()}
    return lambda: session.run(None, given)


def _openvino(products: Products, x: Tensor) -> Callable[[], object]:
    import nncf
    import openvino

    core = openvino.Core()
    model = core.read_model(_onnx(products, Path(tempfile.mkdtemp()) / "fp32.onnx"))
    model = nncf.compress_weights(model, mode=nncf.CompressWeightsMode.INT8_SYM)
    compiled = core.compile_model(
        model,
        "CPU",
        {
            "INFERENCE_NUM_THREADS": torch.get_num_threads(),
            "PERFORMANCE_HINT": "LATENCY",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": 128,
        },
    )
    request, given = compiled.create_infer_request(), [x.numpy()]
    return lambda: request.infer(given)


def _native(dtype: DType) -> Callable[[], object]:
    def matrix(outputs: int, inputs: int) -> Tensor:
        return torch.randn(outputs, inputs) * 0.02

    norm = Norm(torch.ones(DIM), torch.zeros(DIM))
    square = matrix(DIM, DIM)
    layers = tuple(
        Layer(
            norm,
            matrix(3 * DIM, DIM),
            matrix(DIM, DIM),
            CrossAttention(norm, matrix(DIM, DIM), square, square, matrix(DIM, DIM)),
            norm,
            matrix(4 * DIM, DIM),
            matrix(DIM, 4 * DIM),
        )
        for _ in range(LAYERS)
    )
    embeddings = torch.randn(1, 17, DIM)
    weights = DecoderWeights(embeddings, layers, norm, matrix(16, DIM), HEADS, 1, 16, 1e4, 1.0)
    words = torch.randn(ROWS, HEADS, 12, DIM // HEADS)
    prefill = Prefill(torch.zeros(ROWS, 0, DIM), (words,) * LAYERS, (words,) * LAYERS)
    packed = native_weights(weights, dtype, Path(tempfile.mkdtemp()))
    decoder = NativeDecoder(packed, prefill, 200)
    tokens = torch.zeros(ROWS, 1, 1, dtype=torch.long)
    return lambda: decoder.logits(tokens)
