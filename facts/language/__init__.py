"""From people's words to questions, and the sentences Factline speaks.

`parser.read` and `parser.read_options` are the way in, `canonical` the way back, `suggest` completes
what is being typed. Here live normalising, names, periods, the commands' words and the phrases; no
answers, no I/O beyond the shipped word lists. A new command is a row in `commands.COMMANDS`, its words
in `facts/collection/words` and its sentences in `facts/collection/phrases/<language>/language.yaml`.
"""
