// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.violation.one;

import dev.stillpoint.reclaim.violation.two.Two;

/** Half of a cycle. */
public record One(Two two) {
}
