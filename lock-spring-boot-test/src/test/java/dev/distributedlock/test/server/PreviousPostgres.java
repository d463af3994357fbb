// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.server;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import io.zonky.test.db.postgres.embedded.PgBinaryResolver;

/**
 * Finds the binaries of an older major, of which the class path cannot have two. The
 * build copies those of this machine.
 */
final class PreviousPostgres implements PgBinaryResolver {

	private static final Path JAR = Path.of("target", "postgres-previous", "binaries.jar");

	@Override
	public InputStream getPgBinary(String system, String machineHardware) throws IOException {
		ZipInputStream jar = new ZipInputStream(Files.newInputStream(JAR));
		for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
			if (entry.getName().endsWith(".txz")) {
				return jar;
			}
		}
		throw new FileNotFoundException("Binaries in " + JAR);
	}

}
