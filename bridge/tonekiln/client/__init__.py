"""Clients of the daemon, blocking and asyncio, and how one is started.

session     one conversation, without a socket
flows       every operation, written once for both clients
jobs        a job's events folded into what is known
blocking    Client and Job
asynchronous  AsyncClient and AsyncJob
launch      a daemon when none runs
"""
