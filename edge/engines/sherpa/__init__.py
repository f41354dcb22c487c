"""What every engine on sherpa-onnx needs: the kinds of models, their folders, the library."""
