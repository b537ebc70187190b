"""Learning to tell intents apart, on vectors. Pure: numpy, no database, no engine."""
