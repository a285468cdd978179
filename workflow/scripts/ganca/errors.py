"""The one error that a user is meant to read."""


class InputError(ValueError):
    """Something that the user gave cannot be used.

    The message is one line that names the file or the config key, says what is wrong and what to
    do about it.  Scripts print it and end with a non-zero exit status; nobody sees a traceback.
    """


class InputWarning(UserWarning):
    """Something that the user gave is used, though it is probably not what they meant."""
