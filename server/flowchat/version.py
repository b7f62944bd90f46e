"""The version of FlowChat, also when it runs from a checkout that was never installed."""

VERSION = "0.1.0"
