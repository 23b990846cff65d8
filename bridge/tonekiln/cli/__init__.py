"""The `tonekiln` command.

main        from the command line to an exit status; the only module that prints and exits
answer      what a command gives back: a document for scripts, lines for people
arguments   argparse that answers with one line
generate, jobs, daemon, engines, library, presets, doctor    the commands, a group each
"""
