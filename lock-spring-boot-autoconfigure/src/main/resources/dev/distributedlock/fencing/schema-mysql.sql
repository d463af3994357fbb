CREATE TABLE IF NOT EXISTS distributed_lock_fence (
	resource_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
	token       BIGINT NOT NULL
) ENGINE = InnoDB;
