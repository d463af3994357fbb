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

package dev.distributedlock.interceptor;

/**
 * How a method tells that its work is done.
 *
 * @author The Distributed Lock authors
 */
enum Completion {

	/**
	 * It returns.
	 */
	RETURN,

	/**
	 * Its future is completed, and whoever calls it waits for that anyway: the thread
	 * that runs an {@code @Async} method.
	 */
	AWAITED,

	/**
	 * Its {@link java.util.concurrent.CompletionStage} is completed.
	 */
	STAGE,

	/**
	 * Its publisher completes or fails, or its subscriber cancels.
	 */
	PUBLISHER

}
