CREATE TABLE IF NOT EXISTS distributed_lock (
	lock_id        VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
	token          BIGINT NOT NULL,
	acquisition_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	owner          VARCHAR(255) CHARACTER SET utf8mb4,
	acquired_at    BIGINT NOT NULL,
	expires_at     BIGINT NOT NULL
) ENGINE = InnoDB;
