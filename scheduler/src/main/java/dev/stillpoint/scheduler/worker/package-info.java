/**
 * One carrier at work ({@link dev.stillpoint.scheduler.worker.Worker}): how it sleeps and is woken
 * ({@link dev.stillpoint.scheduler.worker.Parker}, {@link dev.stillpoint.scheduler.worker.Wakeups}), what it does about
 * blocking calls, and how the threads are counted that start and end on it. A worker sees its pool through one
 * interface, and no other worker but for its queues.
 */
@NullMarked
package dev.stillpoint.scheduler.worker;

import org.jspecify.annotations.NullMarked;
