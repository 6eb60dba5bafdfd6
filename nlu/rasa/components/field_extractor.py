"""The entity extractor Rasa loads: patterns and look-up, the same answer every time, nothing learned."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.fields import find_fields, read_fields


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FieldExtractor(GraphComponent, EntityExtractorMixin):
    """Adds our fields to a message's entities; value is settled as nlu/reading.py of the app describes it."""

    def __init__(self) -> None:
        self._fields = read_fields()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],  # noqa: ARG003  # Rasa's signature
        model_storage: ModelStorage,  # noqa: ARG003
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> FieldExtractor:
        """Rasa's way of making a component."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """The same messages, each with the fields of its text added."""
        for message in messages:
            found = [
                {"entity": one.name, "start": one.start, "end": one.end, "value": one.value}
                for one in find_fields(message.get(TEXT) or "", self._fields)
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + self.add_extractor_name(found), add_to_output=True)
        return messages
