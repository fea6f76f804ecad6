"""Quarter profiles: the page of a unit, of areas side by side, and both as documents."""
