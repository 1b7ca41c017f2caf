// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.violation.one;

import dev.stillpoint.demo.violation.two.Two;

/** Half of a cycle. */
public record One(Two two) {
}
