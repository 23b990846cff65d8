# make models    torch and the libraries that run MusicGen, AudioGen, MAGNeT and Stable Audio
#
# Weights are never fetched by make: `tonekiln pull NAME` does that.

MODEL_PINS := $(wildcard daemon/tonekilnd/engines/libraries/constraints/*.txt)

.PHONY: models
models: $(VENV)/models.stamp

$(VENV)/models.stamp: $(VENV)/daemon.stamp $(MODEL_PINS)
	@$(BIN)/python -m tonekilnd.engines.libraries.install
	@touch $@

TEST_NEEDS += $(VENV)/models.stamp
BENCH_NEEDS += $(VENV)/models.stamp
