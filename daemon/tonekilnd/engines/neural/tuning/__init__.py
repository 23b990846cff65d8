"""What `tonekiln tune` measures: how fast each precision is here, and how near to fp32."""
