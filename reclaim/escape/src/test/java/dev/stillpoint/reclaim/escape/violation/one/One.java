// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.violation.one;

import dev.stillpoint.reclaim.escape.violation.two.Two;

/** Half of a cycle. */
public record One(Two two) {
}
