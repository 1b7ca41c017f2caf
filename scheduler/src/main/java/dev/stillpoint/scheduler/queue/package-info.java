// SPDX-License-Identifier: Apache-2.0
/**
 * The run queues, where runnable tasks wait. From the smallest to the whole: a ring of one worker's own
 * ({@link dev.stillpoint.scheduler.queue.LocalQueue}), an inbox that any thread fills
 * ({@link dev.stillpoint.scheduler.queue.TaskInbox}), batches that overflowed
 * ({@link dev.stillpoint.scheduler.queue.BatchQueue}), the queue of no worker
 * ({@link dev.stillpoint.scheduler.queue.SharedQueue}), all stealable tasks of one worker
 * ({@link dev.stillpoint.scheduler.queue.RunQueue}), and the order in which a worker looks at them
 * ({@link dev.stillpoint.scheduler.queue.TaskSelector}). They move tasks; they neither run them nor wake anybody.
 */
@NullMarked
package dev.stillpoint.scheduler.queue;

import org.jspecify.annotations.NullMarked;
