"""How the CPU computes with a graph, when its gate measures and when the engine serves: the base's and the reader's."""

# Left alone, OpenVINO computes in bfloat16 and rounds activations to int8 wherever the CPU can. So the bundled model
# fails the gate, and an answer depends on how many are written beside it (docs/decisions).
PROPERTIES = {"INFERENCE_PRECISION_HINT": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0"}
