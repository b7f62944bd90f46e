"""The Markdown subset of messages: docs/formatting.md is its grammar, contract/formatting/vectors.json its examples.

Pure functions over text, below every feature. The client has the same parser in web/src/lib/formatting.
"""
