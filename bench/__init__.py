"""The numbers to reach, measured: `python -m bench` prints a table and tells what is missed."""
