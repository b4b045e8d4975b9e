"""The web app (extra ``app``): a problem to edit, and its answer as it changes.

What needs no browser is apart from what does. `draft`, `paste`, `variation`,
`uploads`, `address`, `fields` and `computations` know nothing of
Streamlit; `worker` and `desk` run computations in processes of their own; `session`
is what one reader has open; `panels` has one module a part of the page, and `page`
puts them together.
"""
