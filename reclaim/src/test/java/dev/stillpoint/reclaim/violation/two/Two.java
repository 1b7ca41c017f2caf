// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.violation.two;

import dev.stillpoint.reclaim.violation.one.One;

/** Half of a cycle. */
public record Two(One one) {
}
