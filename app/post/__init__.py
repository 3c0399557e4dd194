"""The post channel: item codes, parcels, orders to the post, and what it reports of them."""
