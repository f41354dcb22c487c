"""What `edge bench` measures: one file a group, each in a process of its own.

`python -m edge.bench GROUP` measures one group and prints its rows; `edge bench` runs these, so
that no group carries the models or the warmth of another.
"""
