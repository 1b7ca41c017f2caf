// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.carrier;

import dev.stillpoint.scheduler.task.Task;

/** Breaks a rule of the architecture test, to show that the rule can fail. */
public record KnowsTasks(Task known) {
}
