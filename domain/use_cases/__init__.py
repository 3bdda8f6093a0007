"""One module per thing a person can do or watch; dependencies come by constructor."""
