"""The models, a row each: what their publishers state of them, licence and all."""
