// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.fencing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import dev.distributedlock.test.server.DatabaseProduct;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the statement that the guide gives for tables of the application.
 */
@ParameterizedClass
@EnumSource(DatabaseProduct.class)
class OwnTableFencingTests {

	private static final Pattern STATEMENT = Pattern.compile("^UPDATE account .*$", Pattern.MULTILINE);

	private static final Pattern COLUMN = Pattern.compile("^ALTER TABLE account .*$", Pattern.MULTILINE);

	private static FencedDatabase database;

	private static String statement;

	OwnTableFencingTests(DatabaseProduct product) {
	}

	@BeforeParameterizedClassInvocation
	static void connect(DatabaseProduct product) throws IOException {
		String guide = Files.readString(Path.of("../docs/guide.md"));
		statement = find(STATEMENT, guide);
		database = FencedDatabase.create(product);
		database.jdbc().execute("CREATE TABLE account (id BIGINT NOT NULL PRIMARY KEY, balance BIGINT NOT NULL)");
		database.jdbc().execute("INSERT INTO account (id, balance) VALUES (7, 0)");
		database.jdbc().execute(find(COLUMN, guide));
	}

	private static String find(Pattern pattern, String text) {
		Matcher matcher = pattern.matcher(text);
		assertThat(matcher.find()).isTrue();
		return matcher.group();
	}

	@AfterParameterizedClassInvocation
	static void disconnect() {
		database.close();
	}

	@BeforeEach
	void writeUnderALock() {
		database.jdbc().update("UPDATE account SET lock_token = 0");
		assertThat(write(100, 10)).isOne();
	}

	@Test
	void aSmallerTokenChangesNothing() {
		assertThat(write(50, 9)).isZero();
		assertThat(balance()).isEqualTo(100);
	}

	@Test
	void anEqualTokenWrites() {
		assertThat(write(50, 10)).isOne();
		assertThat(balance()).isEqualTo(50);
	}

	@Test
	void anEqualTokenWritesTheSameAgain() {
		assertThat(write(100, 10)).isOne();
	}

	@Test
	void aLargerTokenWrites() {
		assertThat(write(50, 11)).isOne();
		assertThat(write(40, 10)).isZero();
		assertThat(balance()).isEqualTo(50);
	}

	private static int write(long balance, long token) {
		return database.jdbc().update(statement, balance, token, 7, token);
	}

	private static Long balance() {
		return database.jdbc().queryForObject("SELECT balance FROM account WHERE id = 7", Long.class);
	}

}
