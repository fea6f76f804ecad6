"""A Django app of the tests: job functions to be killed, cancelled, waited for; and what starts workers for them."""
