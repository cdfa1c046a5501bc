"""How large things may be, where more than one module has to know it."""

KILOBYTE, MEGABYTE = 1_000, 1_000_000
MAX_FILE_BYTES = 10 * MEGABYTE  # of an import
MAX_CONTEXT_BYTES = 2_048  # of an event's context, as JSON
REVIEWS_A_DAY = 50  # that one reader writes, changes or imports
MOST_LISTED = 200  # items of a list that is ranked for a request: similar, popular, trending, searched
