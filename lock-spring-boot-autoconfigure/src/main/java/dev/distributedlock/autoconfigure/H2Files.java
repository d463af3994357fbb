// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.autoconfigure;

import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.distributedlock.OnLost;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * H2 databases in files, opened by this process. An interrupt of a thread that reads the
 * file closes it, and with it the database, for all threads until a restart. So the loss
 * of a lease must not interrupt such a thread.
 */
final class H2Files {

	private static final Log logger = LogFactory.getLog(H2Files.class);

	private static final String H2 = "jdbc:h2:";

	private H2Files() {
	}

	/**
	 * Return what the loss of a lease does by default.
	 * @param configured what is configured, null for nothing
	 */
	static @Nullable OnLost onLost(@Nullable OnLost configured, ConfigurableListableBeanFactory beanFactory,
			Environment environment) {
		if (configured == OnLost.NOTIFY || !areUsed(beanFactory, environment)) {
			return configured;
		}
		logger.warn("An interrupt closes an H2 database in a file, for all threads: "
				+ ((configured == OnLost.INTERRUPT) ? "the loss of a lease does (distributed-lock.on-lost=interrupt)."
						: "the loss of a lease interrupts no thread, unless an annotation or a request says so.")
				+ " Put 'async:' before the path (jdbc:h2:async:~/data) to let interrupts do no harm, or set"
				+ " distributed-lock.on-lost=notify");
		return (configured == null) ? OnLost.NOTIFY : configured;
	}

	private static boolean areUsed(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		Stream<@Nullable String> urls = Stream.of(beanFactory.getBeanNamesForType(DataSource.class, true, false))
			.map(beanFactory::getSingleton)
			.map((dataSource) -> (dataSource instanceof DataSource pool) ? DerivedDataSource.urlOf(pool) : null);
		return Stream.concat(urls, Stream.of(environment.getProperty("spring.datasource.url", "")))
			.filter(Objects::nonNull)
			.anyMatch(H2Files::isClosedByInterrupt);
	}

	/**
	 * Whether a URL leads to a file, through a channel that an interrupt closes.
	 */
	static boolean isClosedByInterrupt(String url) {
		String path = url.toLowerCase(Locale.ROOT);
		return path.startsWith(H2) && Stream
			.of("mem:", "tcp:", "ssl:", "zip:", "async:", "retry:", "memfs:", "memlzf:", "niomemfs:", "niomemlzf:")
			.noneMatch((scheme) -> path.contains(":" + scheme));
	}

	/**
	 * Whether a URL leads to a database that only one process can open.
	 * @param url the URL, null if it is not known
	 */
	static boolean isLocal(@Nullable String url) {
		String path = (url != null) ? url.toLowerCase(Locale.ROOT) : "";
		return path.startsWith(H2) && Stream.of(H2 + "tcp:", H2 + "ssl:", H2 + "mem:").noneMatch(path::startsWith)
				&& !path.contains(";auto_server=true");
	}

}
