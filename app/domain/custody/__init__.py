"""Custody (việc lưu giữ): who keeps papers and licences, by which steps, and what people say of them."""
