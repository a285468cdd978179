"""What leaves the project: ONNX files, model cards, published weights."""
