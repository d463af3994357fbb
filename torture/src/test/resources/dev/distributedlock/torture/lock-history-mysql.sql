CREATE TABLE lock_history (
	lock_id        VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	token          BIGINT NOT NULL,
	acquisition_id CHAR(36) NOT NULL,
	owner          VARCHAR(255) CHARACTER SET utf8mb4,
	acquired_at    BIGINT NOT NULL,
	expires_at     BIGINT NOT NULL,
	written_at     BIGINT NOT NULL,
	gone           BOOLEAN NOT NULL
)^^
CREATE TRIGGER history_of_inserts AFTER INSERT ON distributed_lock FOR EACH ROW
INSERT INTO lock_history VALUES (NEW.lock_id, NEW.token, NEW.acquisition_id, NEW.owner, NEW.acquired_at,
	NEW.expires_at, UNIX_TIMESTAMP(SYSDATE(6)) * 1000000, FALSE)^^
CREATE TRIGGER history_of_updates AFTER UPDATE ON distributed_lock FOR EACH ROW
INSERT INTO lock_history VALUES (NEW.lock_id, NEW.token, NEW.acquisition_id, NEW.owner, NEW.acquired_at,
	NEW.expires_at, UNIX_TIMESTAMP(SYSDATE(6)) * 1000000, FALSE)^^
CREATE TRIGGER history_of_deletes AFTER DELETE ON distributed_lock FOR EACH ROW
INSERT INTO lock_history VALUES (OLD.lock_id, OLD.token, OLD.acquisition_id, OLD.owner, OLD.acquired_at,
	OLD.expires_at, UNIX_TIMESTAMP(SYSDATE(6)) * 1000000, TRUE)^^
