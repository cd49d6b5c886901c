"""Pieces of OpenVINO models, written with its own operations: its converter takes seconds and reports its use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from torch import nn


def convolved(x: Any, layer: nn.Conv2d) -> Any:
    """A convolution with the layer's weights, strides, padding and bias."""
    from openvino import opset15 as ops

    weight = ops.constant(layer.weight.detach().numpy())
    pads = list(layer.padding)
    y = ops.convolution(x, weight, list(layer.stride), pads, pads, list(layer.dilation))
    return ops.add(y, ops.constant(layer.bias.detach().numpy().reshape(1, -1, 1, 1)))  # type: ignore[union-attr]


def twice(x: Any) -> Any:
    """An image at twice the size, bilinear."""
    from openvino import opset15 as ops

    return ops.interpolate(
        x, np.array([2.0, 2.0], np.float32), mode="linear_onnx", shape_calculation_mode="scales",
        coordinate_transformation_mode="half_pixel", axes=np.array([2, 3], np.int64),
    )  # fmt: skip


def request_for(model: Any, shape: Sequence[int], threads: int = 1, precision: str | None = None) -> Any:
    """An inference request of a model for inputs of one shape; without a precision the processor's fastest."""
    import openvino

    settings: dict[str, Any] = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1}
    if precision is not None:
        settings["INFERENCE_PRECISION_HINT"] = precision
    model.reshape(list(shape))
    return openvino.Core().compile_model(model, "CPU", settings).create_infer_request()
