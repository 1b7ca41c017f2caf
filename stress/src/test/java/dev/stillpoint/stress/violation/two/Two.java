// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.violation.two;

import dev.stillpoint.stress.violation.one.One;

/** Half of a cycle. */
public record Two(One one) {
}
