"""`tonekiln daw check`: a person and this program look at a real DAW together.

What was seen goes into a log that the person can give away.

    scripts/     what is done, in which order: a table a DAW, and what all have in common
    script       those tables, read
    record       what was seen so far, kept after every step
    dialogue     asking the person
    looking      what this program looks at by itself
    redaction    what must not be in a log, and private_words of this machine
    log          the file that is attached to a report
    walk         the script from its first open step on
"""
