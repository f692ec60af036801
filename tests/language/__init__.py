"""Words become questions: normalising, periods, names, commands, completion."""
