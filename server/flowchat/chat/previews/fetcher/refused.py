"""The one way in which fetching ends without a page."""


class Refused(Exception):
    """This link is not fetched, or what came is not used. The reason is for the log and for tests, never for readers:
    it would tell them what answers inside the network.
    """
