// SPDX-License-Identifier: Apache-2.0

package dev.distributedlock;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

/**
 * Runs the annotated method under a distributed lock: at most one caller at a time in all
 * replicas of the application.
 * <p>
 * The lock is taken before the method (and before a transaction that
 * {@code @Transactional} begins) and released after it; after its work if it returns a
 * {@code CompletableFuture}, a {@code CompletionStage} or a publisher such as
 * {@code Mono} or {@code Flux}, whose callers are not blocked. It is a lease that is
 * renewed while the work goes on, and blocks others for at most {@link #leaseTime()} if
 * the process crashes.
 * <p>
 * Durations are written as Spring Boot writes them: {@code 30s}, {@code 2m},
 * {@code PT1H}. A bare number is refused. All text attributes may contain
 * <code>${…}</code> placeholders. Everything that can be checked is checked when the
 * application starts.
 * <p>
 * The annotation works through a Spring AOP proxy, as {@code @Transactional} does: calls
 * from within the same object do not pass through it.
 *
 * @since 0.1.0
 * @see LockTemplate
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface DistributedLock {

	/**
	 * Alias for {@link #name()}.
	 * @return the name of the lock
	 */
	@AliasFor("name")
	String value() default "";

	/**
	 * Name of what is locked. Mandatory, and a constant: what varies from call to call
	 * belongs into the {@link #key()}. The name is the only part of a lock that becomes a
	 * metric tag.
	 * @return the name of the lock
	 */
	@AliasFor("value")
	String name() default "";

	/**
	 * SpEL expression that computes the key from the arguments, as in {@code @Cacheable}:
	 * {@code #id}, {@code #p0}, {@code #a0}, {@code #root.method}, {@code #root.target},
	 * {@code @bean}. {@code #lockKey(#a, #b)} joins parts as {@link LockKey} does. A
	 * collection or an array locks all of its elements, all or none. Keys are strings,
	 * whole numbers, booleans, enums, UUIDs and {@code java.time} values. Empty: the name
	 * alone is the lock.
	 * @return the key expression
	 */
	String key() default "";

	/**
	 * How long to wait for a busy lock; {@code 0s} tries once. Empty: the property
	 * {@code distributed-lock.wait-time}, and {@code 0s} on {@code @Scheduled} methods.
	 * @return the wait time
	 */
	String waitTime() default "";

	/**
	 * How long a crashed holder blocks others. Empty: the property
	 * {@code distributed-lock.lease-time}.
	 * @return the lease time
	 */
	String leaseTime() default "";

	/**
	 * Whether to keep the lease alive while the method runs.
	 * @return whether to renew
	 */
	boolean renew() default true;

	/**
	 * How long the lock stays taken at least, counted from the grant, also when the
	 * method ends sooner or the process crashes. Empty: not at all.
	 * @return the minimum hold time
	 */
	String minHoldTime() default "";

	/**
	 * How long the lock can be held at most, counted from the grant: no renewal reaches
	 * beyond it. Empty: no limit.
	 * @return the maximum hold time
	 */
	String maxHoldTime() default "";

	/**
	 * What a call does that finds the lock busy.
	 * @return the policy
	 */
	OnBusy onBusy() default OnBusy.DEFAULT;

	/**
	 * What happens to the work when the lease is lost.
	 * @return the policy
	 */
	OnLost onLost() default OnLost.DEFAULT;

	/**
	 * SpEL expression over the arguments; where it is false, the method runs without the
	 * lock. Empty: always locked.
	 * @return the condition expression
	 */
	String condition() default "";

	/**
	 * Bean name of the {@link LockRegistry}, where the application has several. Empty:
	 * the primary one.
	 * @return the bean name of the registry
	 */
	String registry() default "";

}
