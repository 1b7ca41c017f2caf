// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.grace.violation;

import dev.stillpoint.reclaim.memory.NativeBlock;

/** Breaks a rule of the architecture test, to show that the rule can fail. */
public record KnowsMemory(NativeBlock block) {
}
