"""Handover lists (bảng kê giao nhận): what may travel, what was scanned and counted, who signed."""
