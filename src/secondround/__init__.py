"""Second Round: the interviews that decide a hire."""
