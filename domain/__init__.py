"""The rules: plain functions of what is given to them, without I/O, clock or chance.

A noun stands in `<context>/<noun>.py`: its commands and events, what may be refused, its state, `decide`, `evolve`, its decider.
One that does not fit in a file is split into three: `<noun>.py` has the commands, the refusals and `decide`; `<noun>_events.py`
the events, with the types of their fields; `<noun>_state.py` the state, `evolve`, and the `must_*` that others ask of the state,
with what they raise. A decider that needs another context stands in `across/<noun>.py`. A part of a noun that has commands of its
own (an axis of a plan, a seat in a body) has a file of its own name; its events are in the stream of the noun.
"""
