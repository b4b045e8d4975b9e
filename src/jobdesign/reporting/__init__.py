"""The report: one page of HTML about a design, to send and to print.

`contents` asks the questions, one module of `sections` writes each answer, `page`
puts them together. `elements` makes all markup, and escapes every text on the way.
"""
