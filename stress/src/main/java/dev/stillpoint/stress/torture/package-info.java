// SPDX-License-Identifier: Apache-2.0
/**
 * The torture program: real virtual threads on real carriers read what an updater replaces, and an oracle that knows
 * nothing of the protocol tells whether a reader ever saw what was freed too early. {@code docs/torture.md} describes
 * it.
 */
@NullMarked
package dev.stillpoint.stress.torture;

import org.jspecify.annotations.NullMarked;
