// SPDX-License-Identifier: Apache-2.0
/**
 * One carrier at work ({@link dev.stillpoint.scheduler.worker.Worker}): how it sleeps and is woken
 * ({@link dev.stillpoint.scheduler.worker.Parker}, {@link dev.stillpoint.scheduler.worker.Wakeups}), what it does about
 * blocking calls, and how the threads that start and end on it are counted. A worker sees its pool through one
 * interface. Of other workers it sees only the queues.
 */
@NullMarked
package dev.stillpoint.scheduler.worker;

import org.jspecify.annotations.NullMarked;
