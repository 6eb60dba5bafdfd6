"""The intent classifier Rasa loads: hands messages to linear_model and writes intent, ranking and danger back."""

from __future__ import annotations

from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.linear_model import Model, read, readable, train

_FILE = "model.joblib"
# Beside intent and ranking: {"name": a danger intent, "confidence": 0..1}, whatever the primary intent is.
_DANGER = "danger"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntents(GraphComponent, IntentClassifier):
    """Reads the plain forms that ChatTokenizer leaves in the tokens, and the vectors of a language model, if any."""

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer must stand before it."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`cost`: how hard errors on the examples count. `ranking_length`: intents in an answer."""
        return {"cost": 0.5, "ranking_length": 10}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: Model | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003  # Rasa's signature
    ) -> LinearIntents:
        """Rasa's way of making an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
        **_: Any,
    ) -> LinearIntents:
        """Rasa's way of making a trained one."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples that carry an intent."""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        texts, intents = [self._read(one) for one in examples], [one.get(INTENT) for one in examples]
        self._model = train(texts, intents, cost=self._config["cost"], vectors=_vectors(examples))
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _FILE)  # Rasa's own archive is compressed
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Write the best intent and the ranking into each message."""
        if self._model is None or not messages:
            return messages
        answers = read(self._model, [self._read(message) for message in messages], _vectors(messages))
        for message, answer in zip(messages, answers, strict=True):
            best = answer.ranking[: self._config["ranking_length"]]
            ranking = [{"name": name, "confidence": share} for name, share in best]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            if answer.danger:
                name, confidence = answer.danger
                message.set(_DANGER, {"name": name, "confidence": confidence}, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing downstream learns from this classifier's answers."""
        return training_data

    @staticmethod
    def _read(message: Message) -> str:
        return readable([token.lemma for token in message.get(TOKENS_NAMES[TEXT]) or []])


def _vectors(messages: list[Message]) -> np.ndarray | None:
    """The vector that a featurizer gave each message; None when there is none, or not for every message."""
    found = [message.get_dense_features(TEXT)[1] for message in messages]
    return None if any(one is None for one in found) else np.concatenate([one.features for one in found])
