"""From an address to a delivery: connections with sealed secrets, fetches, pulls that come again, their limits.

limits       what a pull may publish by itself, as pure functions on frames
hosts        hosts inside the network that administrators allow
connections  what answers at an address; passwords encrypted at rest
content      what a connection gives now, as one file
fetches      one fetch: a staged delivery, at once or as a job
pulls        set up, change, pause, remove
run          one run of a pull: fetch, compare, judge, publish or hand to a person
"""
