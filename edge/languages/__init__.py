"""One data file a language: sentences, replies, words."""
