// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.interceptor;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles classes for tests, with the options of the applications that they stand for.
 */
final class TestCompiler {

	private final Path folder;

	/**
	 * Create a new compiler.
	 * @param folder where the classes go; those that are there can be used by others
	 */
	TestCompiler(Path folder) {
		this.folder = folder;
	}

	/**
	 * Compile a class, and load it with a class loader of its own.
	 */
	Class<?> compile(String className, String source, String... options) {
		try {
			Path file = this.folder.resolve(className.replace('.', '/') + ".java");
			Files.createDirectories(file.getParent());
			Files.writeString(file, source);
			compile(file, options);
			return new URLClassLoader(new URL[] { this.folder.toUri().toURL() }, getClass().getClassLoader())
				.loadClass(className);
		}
		catch (IOException | ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void compile(Path file, String... options) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
				+ File.pathSeparator + this.folder;
		List<String> arguments = new ArrayList<>(List.of(options));
		arguments
			.addAll(List.of("-proc:none", "-nowarn", "-d", this.folder.toString(), "-cp", classPath, file.toString()));
		assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
	}

}
