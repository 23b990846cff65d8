"""The OSC port: its table of addresses, what messages mean, who may send how many."""
