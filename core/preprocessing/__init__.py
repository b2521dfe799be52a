"""Four steps from a call as sent to a dialogue ready to analyse."""
