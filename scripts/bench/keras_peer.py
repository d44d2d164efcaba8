"""Trains and runs the same networks with Keras and prints seconds as JSON: {name: {train, score}} plus "keras" and "tensorflow".

Run by train.ts and score.ts. Sizes come as JSON in argv[1]: {name: {windows, length, channels, batch}}.
One epoch warms up; the fastest of the following ones counts, as on our side.
"""
import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402


def conv_autoencoder(length, channels):
    return [
        layers.Conv1D(32, 7, 2, "same", activation="relu"),
        layers.Dropout(0.2),
        layers.Conv1D(16, 7, 2, "same", activation="relu"),
        layers.Conv1DTranspose(16, 7, 2, "same", activation="relu"),
        layers.Dropout(0.2),
        layers.Conv1DTranspose(32, 7, 2, "same", activation="relu"),
        layers.Conv1DTranspose(channels, 7, padding="same"),
    ], "mse", (length, channels)


def lstm_autoencoder(units):
    def build(length, channels):
        inputs = keras.Input((length, channels))
        _, h, c = layers.LSTM(units, return_state=True)(inputs)
        x = layers.RepeatVector(length)(h)
        x = layers.LSTM(units, return_sequences=True)(x, initial_state=[h, c])
        return keras.Model(inputs, layers.Dense(channels)(x)), "mse", (length, channels)
    return build


def lstm_forecaster(length, channels):
    return [layers.LSTM(64, return_sequences=True), layers.LSTM(32), layers.Dense(channels)], "mse", (channels,)


def bilstm_classifier(length, channels):
    return [
        layers.Bidirectional(layers.LSTM(100)),
        layers.Dropout(0.5),
        layers.Dense(100, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ], "binary_crossentropy", (1,)


def fcn_classifier(length, channels):
    blocks = []
    for _ in range(3):
        blocks += [layers.Conv1D(64, 3, padding="same"), layers.BatchNormalization(), layers.ReLU()]
    return blocks + [layers.GlobalAveragePooling1D(), layers.Dense(1, activation="sigmoid")], "binary_crossentropy", (1,)


BUILDERS = {
    "conv-autoencoder 3745×288×1": conv_autoencoder,
    "lstm-autoencoder 381×20×1": lstm_autoencoder(16),
    "lstm-autoencoder 5000×60×8": lstm_autoencoder(64),
    "lstm-forecaster 2000×60×7": lstm_forecaster,
    "bilstm-classifier 2000×60×11": bilstm_classifier,
    "fcn-classifier 2000×60×11": fcn_classifier,
}


class EpochClock(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.perf_counter() - self.start)


def measure(name, size, epochs):
    windows, length, channels = size["windows"], size["length"], size["channels"]
    rng = np.random.default_rng(1)
    x = rng.standard_normal((windows, length, channels)).astype("float32")
    network, loss, target = BUILDERS[name](length, channels)
    model = network if isinstance(network, keras.Model) else keras.Sequential([keras.Input((length, channels)), *network])
    if loss == "mse":
        y = x if target == (length, channels) else rng.standard_normal((windows, *target)).astype("float32")
    else:
        y = (rng.random((windows, 1)) < 0.1).astype("float32")
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss=loss)
    clock = EpochClock()
    model.fit(x, y, batch_size=size["batch"], epochs=epochs + 1, verbose=0, callbacks=[clock])
    best = float("inf")
    model.predict(x, batch_size=512, verbose=0)
    for _ in range(3):
        start = time.perf_counter()
        model.predict(x, batch_size=512, verbose=0)
        best = min(best, time.perf_counter() - start)
    keras.backend.clear_session()
    return {"train": min(clock.seconds[1:]), "score": best}


def main():
    asked = json.loads(sys.argv[1])
    result = {name: measure(name, size, size.get("epochs", 3)) for name, size in asked.items()}
    print(json.dumps({"keras": keras.__version__, "tensorflow": tf.__version__, "seconds": result}, ensure_ascii=False))


if __name__ == "__main__":
    main()
