"""Where the network runs: OpenVINO on a CPU, PyTorch as it is, or CUDA graphs for several cameras at once.

All take conditions and feedback (25, h, w) and give irradiance (h, w, 3). On a processor with bfloat16
matrix units OpenVINO computes the corrections in bfloat16, four times faster than in single precision;
the irradiance itself is always in single precision. On one machine equal inputs give equal bytes; machines of
different kinds may differ in the last bit of a picture.
"""

from __future__ import annotations

import copy
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from worlds.graphs import convolved, request_for, twice
from worlds.renderer.network import LEAK, MULTIPLE, RendererNetwork, Residual, irradiance

Floats = NDArray[np.float32]


class Runner(Protocol):
    """Runs the network on one frame."""

    def __call__(self, inputs: Floats, /) -> Floats:
        """(h, w, 3) irradiance of (25, h, w)."""


def best_runner(network: RendererNetwork, threads: int = 1) -> Runner:
    """The fastest that this machine has for a single camera."""
    return CudaRunner(network) if torch.cuda.is_available() else OpenVinoRunner(network, threads)


class EagerRunner:
    """PyTorch, operation by operation: for training's own pictures and as the reference of the others."""

    def __init__(self, network: RendererNetwork) -> None:
        self.network = network.eval()
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    @torch.inference_mode()
    def __call__(self, inputs: Floats) -> Floats:
        """(h, w, 3) irradiance of (25, h, w)."""
        x = torch.from_numpy(padded(inputs))[None]
        light = self.network(x.contiguous(memory_format=torch.channels_last))[0]
        return _picture(light.numpy(), inputs.shape)


class OpenVinoRunner:
    """OpenVINO on the CPU; a compiled model for each size of frame."""

    def __init__(self, network: RendererNetwork, threads: int = 1, precision: str | None = None) -> None:
        self._model = openvino_model(network)
        self._threads, self._precision = threads, precision
        self._requests: dict[tuple[int, ...], Any] = {}
        torch.set_num_threads(threads)

    @torch.inference_mode()
    def __call__(self, inputs: Floats) -> Floats:
        """(h, w, 3) irradiance of (25, h, w)."""
        x = padded(inputs)[None]
        if x.shape not in self._requests:
            self._requests[x.shape] = request_for(self._model, x.shape, self._threads, self._precision)
        head = self._requests[x.shape].infer([x], share_inputs=True, share_outputs=True)[0]
        return _picture(irradiance(torch.from_numpy(x), torch.from_numpy(head))[0].numpy(), inputs.shape)


def openvino_model(network: RendererNetwork) -> Any:
    """`RendererNetwork.correction` as an OpenVINO model; a test holds both to the same output."""
    import openvino
    from openvino import opset15 as ops

    def active(x: Any) -> Any:
        return ops.prelu(x, ops.constant(np.array([LEAK], np.float32)))

    def residual(x: Any, block: Residual) -> Any:
        return ops.add(x, convolved(active(convolved(active(x), block.first)), block.second))

    n = network
    x = ops.parameter([1, n.config.inputs, -1, -1], np.float32)
    s0 = residual(convolved(ops.space_to_depth(x, "depth_first", 2), n.enter), n.in0)
    s1 = residual(convolved(s0, n.down1), n.in1)
    s2 = residual(convolved(s1, n.down2), n.in2)
    s3 = residual(convolved(s2, n.down3), n.in3)
    y = residual(ops.add(s2, convolved(twice(s3), n.up3)), n.out2)
    y = residual(ops.add(s1, convolved(twice(y), n.up2)), n.out1)
    y = residual(ops.add(s0, convolved(twice(y), n.up1)), n.out0)
    return openvino.Model([ops.depth_to_space(convolved(active(y), n.leave), "depth_first", 2)], [x], "renderer")


class CudaRunner:
    """A batch of cameras on a GPU: half precision, channels last, one captured graph for each size of batch."""

    def __init__(self, network: RendererNetwork) -> None:
        if not torch.cuda.is_available():
            raise RuntimeError("this machine has no CUDA device; use the CPU's runner")
        self.network = copy.deepcopy(network).eval().to("cuda", torch.float16, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._graphs: dict[tuple[int, ...], tuple[Any, Tensor, Tensor]] = {}

    def __call__(self, inputs: Floats) -> Floats:
        """(h, w, 3) irradiance of (25, h, w)."""
        return self.batch(inputs[None])[0]

    @torch.inference_mode()
    def batch(self, inputs: Floats) -> list[Floats]:
        """(h, w, 3) irradiance of each camera of (N, 25, h, w)."""
        x = np.stack([padded(one) for one in inputs])
        if x.shape not in self._graphs:
            self._graphs[x.shape] = self._captured(x.shape)
        graph, source, light = self._graphs[x.shape]
        source.copy_(torch.from_numpy(x))
        graph.replay()
        return [_picture(one, inputs.shape[1:]) for one in light.float().cpu().numpy()]

    def _captured(self, shape: tuple[int, ...]) -> tuple[Any, Tensor, Tensor]:
        source = torch.zeros(shape, device="cuda")
        stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):  # libraries choose their algorithms before the capture
                self._forward(source)
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            light = self._forward(source)
        return graph, source, light

    def _forward(self, x: Tensor) -> Tensor:
        head = self.network.correction(x.half().contiguous(memory_format=torch.channels_last))
        return irradiance(x, head.float())


def padded(inputs: Floats) -> Floats:
    """(C, h', w') with edges repeated so that the network's scales fit."""
    height, width = inputs.shape[1:]
    extra = (-width % MULTIPLE, -height % MULTIPLE)
    if not any(extra):
        return inputs
    x = functional.pad(torch.from_numpy(inputs)[None], (0, extra[0], 0, extra[1]), mode="replicate")
    return np.asarray(x[0].numpy())


def _picture(light: Floats, shape: tuple[int, ...]) -> Floats:
    return np.ascontiguousarray(light[:, : shape[1], : shape[2]].transpose(1, 2, 0))
