"""The language model's part of thinking: what it is told, what it may say, what it may do."""
