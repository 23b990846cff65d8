"""One program that installs Tonekiln for one user of Windows, by NSIS."""
