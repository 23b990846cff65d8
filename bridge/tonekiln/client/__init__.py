"""Clients of the daemon, blocking and asyncio."""
