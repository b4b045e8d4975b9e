"""Parts of the page, one module each: `show` draws it and writes what was changed."""
