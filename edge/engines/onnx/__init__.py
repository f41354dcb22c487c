"""ONNX files: a session with settings of ours, and what a file says without a runtime."""
