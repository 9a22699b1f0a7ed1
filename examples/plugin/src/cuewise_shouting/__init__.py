"""Plug-ins for texts that shout; importing this registers them."""

from cuewise_shouting.detector import Shouting
from cuewise_shouting.probe import ShoutingFlips
from cuewise_shouting.remedy import SmallLetters

__all__ = ["Shouting", "ShoutingFlips", "SmallLetters"]
