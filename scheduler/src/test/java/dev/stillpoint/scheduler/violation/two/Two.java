// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.violation.two;

import dev.stillpoint.scheduler.violation.one.One;

/** Half of a cycle. */
public record Two(One one) {
}
