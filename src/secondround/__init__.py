"""Second Round: the interviews that decide a hire."""

__version__ = "0.1.0"
