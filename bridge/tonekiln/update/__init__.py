"""Updates: a signed manifest is looked at when somebody asks, a file fetched and checked.

    version    numbers of versions, compared
    manifest   what a manifest says, once its signature holds
    fetching   over HTTPS, within bounds
    looking    one look, by the settings
    newest     the newest version that was ever offered here: an older offer is refused
    offer      the file for this machine, and how a person installs it
    errors     why not

Nothing here starts or installs anything.
"""
