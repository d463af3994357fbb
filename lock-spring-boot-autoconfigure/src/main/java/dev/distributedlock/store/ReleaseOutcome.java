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

package dev.distributedlock.store;

/**
 * What became of a release.
 *
 * @author The Distributed Lock authors
 * @since 0.1.0
 */
public enum ReleaseOutcome {

	/**
	 * The acquisition held its locks until now.
	 */
	RELEASED,

	/**
	 * The acquisition did not hold all of its locks any more; those of others were left
	 * alone.
	 */
	NOT_HELD,

	/**
	 * Not held, but an earlier request whose answer was lost may have released them, or
	 * no answer at all. No store returns this; the engine does, which knows what it sent.
	 */
	UNKNOWN

}
