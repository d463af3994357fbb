// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock.test.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import dev.distributedlock.LockHolder;
import dev.distributedlock.store.AcquireResult;
import dev.distributedlock.store.Acquisition;
import dev.distributedlock.store.LockId;
import dev.distributedlock.store.LockRecord;
import dev.distributedlock.store.LockStore;
import dev.distributedlock.store.ReleaseOutcome;
import dev.distributedlock.store.Renewal;
import dev.distributedlock.store.RenewalResult;
import dev.distributedlock.store.WaitTime;

import org.springframework.core.io.ClassPathResource;

/**
 * The store of an earlier version, from the jar in {@code previous}. None of its classes
 * is one of ours, so that it is talked to by reflection.
 */
final class PreviousStore implements LockStore {

	private static final String PACKAGE = "dev.distributedlock.";

	private static final ClassLoader classes = load();

	private final Object store;

	PreviousStore(DataSource dataSource) {
		Object options = call(type("store.jdbc.JdbcLockStoreOptions"), null, "standard");
		this.store = create("store.jdbc.JdbcLockStore", dataSource, options);
	}

	private static ClassLoader load() {
		URL jar = resource(new ClassPathResource("previous/jdbc-store-c2982b2.jar"));
		return new URLClassLoader(new URL[] { jar }, new OthersOnly());
	}

	static ClassPathResource schema(String platform) {
		return new ClassPathResource("dev/distributedlock/store/jdbc/schema-%s.sql".formatted(platform), classes);
	}

	private static URL resource(ClassPathResource resource) {
		try {
			return resource.getURL();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	void verifySchema() {
		call("verifySchema");
	}

	@Override
	public AcquireResult acquire(Acquisition acquisition, Duration leaseTime, WaitTime waitTime) {
		Object result = call("acquire", theirs(acquisition), leaseTime, waitTime.remaining());
		return result.getClass().getSimpleName().equals("Granted")
				? new AcquireResult.Granted((Long) get(result, "token"), (Duration) get(result, "remaining"))
				: new AcquireResult.Busy(null);
	}

	@Override
	public List<RenewalResult> renew(List<Renewal> renewals) {
		List<?> results = (List<?>) call("renew",
				renewals.stream()
					.map((renewal) -> create("store.Renewal", theirs(renewal.acquisition()), renewal.leaseTime(),
							renewal.maxHoldTime()))
					.toList());
		return results.stream()
			.map((result) -> new RenewalResult(RenewalResult.Outcome.valueOf(get(result, "outcome").toString()),
					(Duration) get(result, "remaining")))
			.toList();
	}

	@Override
	public ReleaseOutcome release(Acquisition acquisition, Duration minHoldTime) {
		return ReleaseOutcome.valueOf(call("release", theirs(acquisition), minHoldTime).toString());
	}

	@Override
	public List<LockRecord> find(Collection<LockId> locks) {
		List<?> found = (List<?>) call("find", locks.stream().map(PreviousStore::theirs).toList());
		return found.stream().map(PreviousStore::ours).toList();
	}

	@Override
	public List<LockRecord> list(@Nullable LockId after, int limit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean forceRelease(LockId lock) {
		return (Boolean) call("forceRelease", theirs(lock));
	}

	@Override
	public void removeUnused(Duration retention) {
		call("removeUnused", retention);
	}

	private static LockRecord ours(Object theirs) {
		Object holder = get(theirs, "holder");
		return new LockRecord(new LockId(get(theirs, "lock").toString()),
				UUID.fromString(get(theirs, "acquisitionId").toString()), (Long) get(theirs, "token"),
				new LockHolder((String) call(holder.getClass(), holder, "owner"), (Duration) get(holder, "heldFor"),
						(Duration) get(holder, "remaining")));
	}

	private static Object theirs(Acquisition acquisition) {
		return create("store.Acquisition", acquisition.id(),
				acquisition.locks().stream().map(PreviousStore::theirs).toList(), acquisition.owner());
	}

	private static Object theirs(LockId lock) {
		return create("store.LockId", lock.value());
	}

	private Object call(String method, @Nullable Object... arguments) {
		Object result = call(this.store.getClass(), this.store, method, arguments);
		return (result != null) ? result : "nothing";
	}

	private static Object get(Object record, String component) {
		Object value = call(record.getClass(), record, component);
		if (value == null) {
			throw new IllegalStateException("No " + component + " in " + record);
		}
		return value;
	}

	private static @Nullable Object call(Class<?> type, @Nullable Object target, String name,
			@Nullable Object... arguments) {
		try {
			return Arrays.stream(type.getMethods())
				.filter((method) -> method.getName().equals(name) && method.getParameterCount() == arguments.length)
				.findFirst()
				.orElseThrow()
				.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw new IllegalStateException("The previous version failed", ex.getCause());
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Object create(String type, @Nullable Object... arguments) {
		try {
			return type(type).getConstructors()[0].newInstance(arguments);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Class<?> type(String name) {
		try {
			return Class.forName(PACKAGE + name, true, classes);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Everything of the class path but the project's own.
	 */
	private static final class OthersOnly extends ClassLoader {

		private OthersOnly() {
			super(PreviousStore.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.startsWith(PACKAGE)) {
				throw new ClassNotFoundException(name);
			}
			return super.loadClass(name, resolve);
		}

		@Override
		public @Nullable URL getResource(String name) {
			return name.startsWith(PACKAGE.replace('.', '/')) ? null : super.getResource(name);
		}

	}

}
