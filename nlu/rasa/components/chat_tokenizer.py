"""The tokenizer Rasa loads: words where the family wrote them, their plain spelling where the featurizers look."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from components.normaliser import read_lexicon, read_words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ChatTokenizer(Tokenizer):
    """Token.text, start and end are the original; Token.lemma is the plain form.

    CountVectorsFeaturizer joins the lemmas (`use_lemma`, its default) and counts over that text; RegexFeaturizer
    and LexicalSyntacticFeaturizer read the original.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own tokenizer settings; intents are never split here."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._lexicon = read_lexicon()

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of that text of the message, in order."""
        return [
            Token(word.text, word.start, word.end, lemma=word.form)
            for word in read_words(message.get(attribute), self._lexicon)
        ]
