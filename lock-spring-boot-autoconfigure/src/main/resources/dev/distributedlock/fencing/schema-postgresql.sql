CREATE TABLE IF NOT EXISTS distributed_lock_fence (
	resource_id VARCHAR(255) COLLATE "C" NOT NULL PRIMARY KEY,
	token       BIGINT NOT NULL
) WITH (fillfactor = 70);
