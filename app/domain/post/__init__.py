"""The post (bưu chính): parcels, item codes, orders and what is told of them, in plain Python."""
