"""Language models: llama.cpp in a process of its own, and servers that speak the OpenAI dialect."""
