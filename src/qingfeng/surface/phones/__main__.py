"""`python -m qingfeng.surface.phones`: started by the course server, which speaks to it in lines."""

from qingfeng.surface.phones.server import main

main()
