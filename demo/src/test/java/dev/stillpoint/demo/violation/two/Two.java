// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.violation.two;

import dev.stillpoint.demo.violation.one.One;

/** Half of a cycle. */
public record Two(One one) {
}
