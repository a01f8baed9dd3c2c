"""`python -m qingfeng`: the command line."""

from qingfeng.surface.cli import main

main()
