"""What Linux, macOS and Windows do differently: one module for each concern.

Everyone else calls these and asks no system for its name.
"""
