"""The page Daten: what is known, what comes in, how a delivery becomes a release."""
