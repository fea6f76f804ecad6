"""The gate that every figure passes: received, understood, checked, previewed, published or not."""
