// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.violation;

import dev.stillpoint.scheduler.task.Task;

/** Beside the seam reclamation knows nothing of the scheduler. */
public record NamesTasks(Task task) {
}
