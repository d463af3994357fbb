CREATE TABLE register (id VARCHAR(20) PRIMARY KEY, token BIGINT NOT NULL, writes BIGINT NOT NULL);
CREATE TABLE plain (id VARCHAR(20) PRIMARY KEY, amount BIGINT NOT NULL);
CREATE TABLE occurrence (id VARCHAR(20) PRIMARY KEY, last BIGINT NOT NULL, token BIGINT NOT NULL);
CREATE TABLE effect (
	seq      BIGSERIAL PRIMARY KEY,
	kind     VARCHAR(20) NOT NULL,
	resource VARCHAR(20) NOT NULL,
	id       VARCHAR(100) NOT NULL,
	token    BIGINT NOT NULL
);
INSERT INTO register (id, token, writes) SELECT 'h' || n, 0, 0 FROM generate_series(0, 2) n;
INSERT INTO register (id, token, writes) SELECT 'c' || n, 0, 0 FROM generate_series(0, 39) n;
INSERT INTO plain (id, amount) SELECT id, 0 FROM register;
INSERT INTO occurrence (id, last, token) VALUES ('tick', 0, 0);
