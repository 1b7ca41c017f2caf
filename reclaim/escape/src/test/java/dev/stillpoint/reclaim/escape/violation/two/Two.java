// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.violation.two;

import dev.stillpoint.reclaim.escape.violation.one.One;

/** Half of a cycle. */
public record Two(One one) {
}
