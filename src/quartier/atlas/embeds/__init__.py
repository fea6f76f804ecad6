"""Map, chart, figure, profile and board inside pages of others, by one tag: an iframe of these addresses.

Whoever looks is the public: what a signed-in person may read does not appear on somebody else's page.
"""
