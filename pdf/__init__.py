"""The print room: plain records in, bytes out.

Paper is a pure function: the same record gives the same bytes, in every process and on every day. Nothing here reads
a clock, a database or the network; texts are NFC and clean when they come in; times are aware.
"""
