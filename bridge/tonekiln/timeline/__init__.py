"""Roads from a finished clip onto a DAW's timeline."""
