CREATE TABLE lock_history (
	seq            BIGSERIAL PRIMARY KEY,
	lock_id        VARCHAR(255) NOT NULL,
	token          BIGINT NOT NULL,
	acquisition_id UUID NOT NULL,
	owner          VARCHAR(255),
	acquired_at    BIGINT NOT NULL,
	expires_at     BIGINT NOT NULL,
	written_at     BIGINT NOT NULL,
	gone           BOOLEAN NOT NULL
)^^
CREATE FUNCTION write_lock_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	now BIGINT := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
BEGIN
	IF TG_OP = 'TRUNCATE' THEN
		INSERT INTO lock_history (lock_id, token, acquisition_id, owner, acquired_at, expires_at, written_at, gone)
		SELECT lock_id, token, acquisition_id, owner, acquired_at, expires_at, now, true FROM distributed_lock;
	ELSIF TG_OP = 'DELETE' THEN
		INSERT INTO lock_history (lock_id, token, acquisition_id, owner, acquired_at, expires_at, written_at, gone)
		VALUES (OLD.lock_id, OLD.token, OLD.acquisition_id, OLD.owner, OLD.acquired_at, OLD.expires_at, now, true);
	ELSE
		INSERT INTO lock_history (lock_id, token, acquisition_id, owner, acquired_at, expires_at, written_at, gone)
		VALUES (NEW.lock_id, NEW.token, NEW.acquisition_id, NEW.owner, NEW.acquired_at, NEW.expires_at, now, false);
	END IF;
	RETURN NULL;
END $$^^
CREATE TRIGGER history_of_rows AFTER INSERT OR UPDATE OR DELETE ON distributed_lock
FOR EACH ROW EXECUTE FUNCTION write_lock_history()^^
CREATE TRIGGER history_of_truncations BEFORE TRUNCATE ON distributed_lock
FOR EACH STATEMENT EXECUTE FUNCTION write_lock_history()^^
