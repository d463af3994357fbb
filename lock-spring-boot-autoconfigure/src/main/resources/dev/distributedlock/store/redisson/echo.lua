-- Sends an empty message to the caller, which finds out in this way whether it can be notified.
-- ARGV: its channel. Returns why it could not be notified.

publish(ARGV[3], '')
return { refusal }
