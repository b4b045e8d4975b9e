"""Results as text: one module a kind of result, on the same numbers and layout."""
