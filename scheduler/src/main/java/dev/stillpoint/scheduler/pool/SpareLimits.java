// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

/**
 * When a spare worker replaces a worker that cannot run other threads, and for how long.
 *
 * @param maxSpares the most workers beyond the configured number; 0 means that nobody watches
 * @param keepAliveNanos how long spares that nobody needs are kept
 * @param blockingNanos how long a blocking call that the JDK announces may last before the worker counts as stuck
 * @param stuckNanos how long any other mount may last before the worker counts as stuck
 */
public record SpareLimits(int maxSpares, long keepAliveNanos, long blockingNanos, long stuckNanos) {
}
