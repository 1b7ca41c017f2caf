// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.tool;

import dev.stillpoint.scheduler.worker.Worker;

/** Breaks a rule of the architecture test, to show that the rule can fail. */
public record KnowsWorkers(Worker known) {
}
