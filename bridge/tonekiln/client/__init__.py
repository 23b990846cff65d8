"""Clients of the daemon, blocking and asyncio, and how one is started.

session       one conversation, without a socket
flows         every operation, written once for both clients
job_record    a job's events folded into what is known
jobs          jobs that make clips, engine_jobs those that get engines
blocking      Client; its Job and GettingEngine in blocking_jobs
asynchronous  AsyncClient, likewise
launch        a daemon when none runs
"""
