// SPDX-License-Identifier: Apache-2.0
/**
 * What waits behind a stalled reader and may be freed earlier, once the garbage collector finds that nobody reaches it:
 * the list of it, and when to ask for a collection. It knows no memory and no grace periods, only numbers of them, so a
 * test can drive it with any threads.
 *
 * <p>Internal: users set {@link dev.stillpoint.reclaim.DemotionLimits}.
 */
@NullMarked
package dev.stillpoint.reclaim.demote;

import org.jspecify.annotations.NullMarked;
