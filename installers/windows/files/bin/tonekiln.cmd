@echo off
rem The command line of Tonekiln, by the Python that came with it.
setlocal
set PYTHONHOME=
set PYTHONPATH=
set PYTHONSAFEPATH=1
"%~dp0..\python\python.exe" -m tonekiln %*
