CREATE TABLE IF NOT EXISTS distributed_lock (
	lock_id        VARCHAR(255) COLLATE "C" NOT NULL PRIMARY KEY,
	token          BIGINT NOT NULL,
	acquisition_id UUID NOT NULL,
	owner          VARCHAR(255),
	acquired_at    BIGINT NOT NULL,
	expires_at     BIGINT NOT NULL,
	waiters        TEXT[],
	woken          TEXT
) WITH (fillfactor = 45);
