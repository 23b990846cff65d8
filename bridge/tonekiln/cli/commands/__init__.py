"""The commands: a module each, or each few that belong together."""
