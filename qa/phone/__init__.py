"""The phone page: a person plays the caller in the browser and watches what the machine makes of it."""
