/*
 * Copyright 2026 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

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
 *
 * @author The Distributed Lock authors
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
