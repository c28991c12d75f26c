"""What goes wrong with use and with the world. Bad data is a Fault, not an error.

StraitwatchError
    ConfigError     a setting is missing or senseless
    ContractError   the caller broke the docstring
        SchemaError     a column is missing, mistyped or holds nulls
        OrderError      rows are not sorted as asked
    SourceError     a feed is gone or an archive is unreadable; says whether to retry
    StoreError      the store refused
    OutputError     a file or a folder could not be written
"""

__all__ = [
    "ConfigError",
    "ContractError",
    "OrderError",
    "OutputError",
    "SchemaError",
    "SourceError",
    "StoreError",
    "StraitwatchError",
]


class StraitwatchError(Exception):
    """Root of all errors that the project raises on purpose."""


class ConfigError(StraitwatchError):
    """A setting is missing or senseless."""


class ContractError(StraitwatchError):
    """The caller broke a docstring."""


class SchemaError(ContractError):
    """A column is missing, mistyped or holds nulls."""


class OrderError(ContractError):
    """Rows are not sorted as asked."""


class SourceError(StraitwatchError):
    """A source is gone or unreadable.

    Args:
        message: names the source, what was found, the mend.
        retry: whether trying again later may help.
    """

    def __init__(self, message: str, *, retry: bool = False) -> None:
        super().__init__(message)
        self.retry = retry


class StoreError(StraitwatchError):
    """The store refused: locked, corrupt, or of a newer version."""


class OutputError(StraitwatchError):
    """A file or a folder could not be written: no space, no permission."""
