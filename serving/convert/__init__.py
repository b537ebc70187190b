"""Makes OpenVINO graphs of Hugging Face models, checked against transformers; runs in a process of its own."""
