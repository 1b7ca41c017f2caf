// SPDX-License-Identifier: Apache-2.0
/**
 * Who still needs a version: the counting behind snapshots. It knows no memory and no grace periods, so a test can
 * drive it with any threads.
 *
 * <p>Internal: users take a {@link dev.stillpoint.reclaim.Snapshot}.
 */
@NullMarked
package dev.stillpoint.reclaim.claim;

import org.jspecify.annotations.NullMarked;
