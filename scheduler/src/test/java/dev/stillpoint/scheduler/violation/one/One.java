// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.violation.one;

import dev.stillpoint.scheduler.violation.two.Two;

/** Half of a cycle. */
public record One(Two two) {
}
