// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.violation;

import dev.stillpoint.reclaim.ReadGuard;

/** A section that nobody sees the end of. */
public record KeepsAGuard(ReadGuard guard) {
}
