"""The automaton in PyTorch: grouped convolution, 1x1 convolutions, max-pooled living mask, eager or compiled."""

from __future__ import annotations

import os

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own habit

from ports.setting import ADAM_EPSILON, LEARNING_RATE, SOBEL_X, Floats, Layers, Setting, channel_major, filter_major


class PyTorchPort:
    """States are [batch, channel, height, width] in the `channels_last` memory format, the faster one on processors."""

    def __init__(self, setting: Setting, compiled: bool) -> None:
        self.setting = setting
        self.compiled = compiled
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.start = _channels_first(setting.start()).to(self.device)
        self.target = torch.from_numpy(setting.target()).permute(2, 0, 1).to(self.device)
        filters = np.stack([np.pad([[1.0]], 1), SOBEL_X, SOBEL_X.T])[:, None]
        kernel = torch.from_numpy(np.tile(filters, (setting.channels, 1, 1, 1)).astype(np.float32))
        self.kernel = kernel.to(self.device)
        self.variables = [array.requires_grad_() for array in self._initial()]
        self.optimiser = torch.optim.Adam(self.variables, LEARNING_RATE, eps=ADAM_EPSILON)
        self.step = torch.compile(self._step) if compiled else self._step

    def _initial(self) -> list[torch.Tensor]:
        (weight1, bias1), (weight2, bias2) = self.setting.layers()
        arrays = channel_major(weight1).T[..., None, None], bias1, weight2.T[..., None, None], bias2
        return [torch.tensor(np.ascontiguousarray(array), device=self.device) for array in arrays]

    def alive(self, x: torch.Tensor) -> torch.Tensor:
        return F.max_pool2d(x[:, 3:4], 3, 1, 1) > self.setting.alive_threshold

    def _step(self, x: torch.Tensor) -> torch.Tensor:
        weight1, bias1, weight2, bias2 = self.variables
        pre = self.alive(x)
        perception = F.conv2d(x, self.kernel, padding=1, groups=self.setting.channels)
        change = F.conv2d(F.relu(F.conv2d(perception, weight1, bias1)), weight2, bias2)
        fires = torch.rand_like(x[:, :1]) <= self.setting.fire_rate
        x = x + change * fires
        return x * (pre & self.alive(x))

    def forward(self) -> torch.Tensor:
        x = self.start
        for _ in range(self.setting.steps):
            x = self.step(x)
        return x

    def backward(self) -> torch.Tensor:
        self.optimiser.zero_grad()
        loss = (self.forward()[:, :4] - self.target).square().mean()
        loss.backward()
        return loss

    def iterate(self) -> float:
        loss = self.backward()
        for variable in self.variables:
            variable.grad /= variable.grad.norm() + 1e-8
        self.optimiser.step()
        self._wait()
        return float(loss)

    def rollout(self) -> None:
        self._final()
        self._wait()

    def _wait(self) -> None:
        if self.device == "cuda":
            torch.cuda.synchronize()

    def _final(self) -> torch.Tensor:
        with torch.no_grad():
            return self.forward()

    def reset(self) -> None:
        with torch.no_grad():
            for variable, array in zip(self.variables, self._initial(), strict=True):
                variable.copy_(array)
        self.optimiser.state.clear()

    def final_state(self) -> Floats:
        return self._final().permute(0, 2, 3, 1).cpu().numpy()

    def gradients(self) -> Layers:
        self.backward()
        weight1, bias1, weight2, bias2 = (variable.grad.cpu().numpy().copy() for variable in self.variables)
        return (filter_major(weight1[..., 0, 0].T), bias1), (weight2[..., 0, 0].T, bias2)

    def notes(self) -> str:
        how = "torch.compile of one step" if self.compiled else "eager"
        if self.device == "cuda":
            tf32 = (
                "tf32 products"
                if torch.backends.cuda.matmul.allow_tf32 or torch.backends.cudnn.allow_tf32
                else "float32"
            )
            return f"{how}, {torch.cuda.get_device_name()}, {tf32}"
        return f"{how}, {torch.get_num_threads()} threads"


def _channels_first(state: Floats) -> torch.Tensor:
    return torch.from_numpy(state).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)


def build(setting: Setting, compiled: bool) -> PyTorchPort:
    if hasattr(os, "sched_getaffinity"):
        torch.set_num_threads(len(os.sched_getaffinity(0)))
    return PyTorchPort(setting, compiled)
