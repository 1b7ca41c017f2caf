// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.violation.one;

import dev.stillpoint.stress.violation.two.Two;

/** Half of a cycle. */
public record One(Two two) {
}
