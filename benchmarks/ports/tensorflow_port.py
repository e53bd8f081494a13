"""The article's notebook in TensorFlow: depthwise convolution, max-pooled living mask, one `tf.function`."""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

from ports.setting import ADAM_EPSILON, LEARNING_RATE, SOBEL_X, Floats, Layers, Setting, channel_major, filter_major


class TensorFlowPort:
    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.start = tf.constant(setting.start())
        self.target = tf.constant(setting.target())
        identity = np.pad([[1.0]], 1)
        filters = np.stack([identity, SOBEL_X, SOBEL_X.T], axis=-1)[:, :, None, :]
        self.kernel = tf.constant(np.repeat(filters, setting.channels, axis=2), tf.float32)
        self.variables = [tf.Variable(array) for array in self._initial()]
        self.optimiser = tf.keras.optimizers.Adam(LEARNING_RATE, epsilon=ADAM_EPSILON)
        self.optimiser.build(self.variables)
        self.steps = tf.constant(setting.steps)

    def _initial(self) -> list[Floats]:
        (weight1, bias1), (weight2, bias2) = self.setting.layers()
        return [channel_major(weight1)[None, None], bias1, weight2[None, None], bias2]

    def alive(self, x: tf.Tensor) -> tf.Tensor:
        return tf.nn.max_pool2d(x[..., 3:4], 3, 1, "SAME") > self.setting.alive_threshold

    def step(self, x: tf.Tensor) -> tf.Tensor:
        weight1, bias1, weight2, bias2 = self.variables
        pre = self.alive(x)
        perception = tf.nn.depthwise_conv2d(x, self.kernel, [1, 1, 1, 1], "SAME")
        hidden = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(perception, weight1, 1, "SAME"), bias1))
        change = tf.nn.bias_add(tf.nn.conv2d(hidden, weight2, 1, "SAME"), bias2)
        fires = tf.random.uniform(tf.shape(x[..., :1])) <= self.setting.fire_rate
        x = x + change * tf.cast(fires, tf.float32)
        return x * tf.cast(pre & self.alive(x), tf.float32)

    @tf.function
    def forward(self, x: tf.Tensor, steps: tf.Tensor) -> tf.Tensor:
        for _ in tf.range(steps):
            x = self.step(x)
        return x

    @tf.function
    def loss_and_gradients(self, x: tf.Tensor, steps: tf.Tensor) -> tuple[tf.Tensor, list[tf.Tensor]]:
        with tf.GradientTape() as tape:
            for _ in tf.range(steps):
                x = self.step(x)
            loss = tf.reduce_mean(tf.square(x[..., :4] - self.target))
        return loss, tape.gradient(loss, self.variables)

    @tf.function
    def train_step(self, x: tf.Tensor, steps: tf.Tensor) -> tf.Tensor:
        loss, gradients = self.loss_and_gradients(x, steps)
        gradients = [gradient / (tf.norm(gradient) + 1e-8) for gradient in gradients]
        self.optimiser.apply_gradients(zip(gradients, self.variables, strict=True))
        return loss

    def iterate(self) -> float:
        return float(self.train_step(self.start, self.steps))

    def rollout(self) -> None:
        self.forward(self.start, self.steps).numpy()

    def reset(self) -> None:
        for variable, array in zip(self.variables, self._initial(), strict=True):
            variable.assign(array)
        for variable in self.optimiser.variables:
            if "learning_rate" not in variable.path:
                variable.assign(tf.zeros_like(variable))

    def final_state(self) -> Floats:
        return self.forward(self.start, self.steps).numpy()

    def gradients(self) -> Layers:
        _, gradients = self.loss_and_gradients(self.start, self.steps)
        weight1, bias1, weight2, bias2 = (gradient.numpy() for gradient in gradients)
        return (filter_major(weight1[0, 0]), bias1), (weight2[0, 0], bias2)

    def notes(self) -> str:
        return f"tf.function, intra-op threads {tf.config.threading.get_intra_op_parallelism_threads() or 'all'}"


def build(setting: Setting) -> TensorFlowPort:
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    return TensorFlowPort(setting)
