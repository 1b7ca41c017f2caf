// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.task;

import dev.stillpoint.scheduler.queue.TaskInbox;

/** Breaks a rule of the architecture test, to show that the rule can fail. */
public record KnowsQueues(TaskInbox known) {
}
