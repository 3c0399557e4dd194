"""Money: what is collected, given back and handed on, shift by shift, to the đồng."""
