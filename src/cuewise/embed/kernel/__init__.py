"""Compiled code (numba) of an encoder: arrays in, arrays changed in place.

Nothing here is annotated: numba takes the types from the arrays it is given. No function holds the
interpreter's lock, so threads run side by side. Code is compiled at the first call and kept on
disk.
"""
