// SPDX-License-Identifier: Apache-2.0
/**
 * The checked mode: what Java's compiler cannot forbid is caught while the program runs. Switched on with
 * {@code -Dstillpoint.checked=true}; off, the JIT removes every call to it.
 *
 * <p>Internal: users ask {@link dev.stillpoint.reclaim.UseAfterReclaim}.
 */
@NullMarked
package dev.stillpoint.reclaim.checked;

import org.jspecify.annotations.NullMarked;
