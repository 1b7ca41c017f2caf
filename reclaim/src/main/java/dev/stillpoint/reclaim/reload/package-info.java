// SPDX-License-Identifier: Apache-2.0
/**
 * Versions that come from files: read, checked, swapped in and retired, by hand or when the file changes. Start with
 * {@link dev.stillpoint.reclaim.reload.Reloadable}.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>version
 * <dd>one state of something that is replaced as a whole
 * </dl>
 *
 * <h2>Guarantees</h2>
 * <ul>
 * <li>If anything fails, the old version stays in service, nothing is leaked, and the failure is told.
 * <li>A file that changes while it is read into memory is not taken.
 * <li>Nothing that a loader or a listener throws ends a watch.
 * </ul>
 *
 * <p>{@code docs/reloading.md} in the sources says what can happen to a file, and what is noticed.
 *
 * @see dev.stillpoint.reclaim
 */
@NullMarked
package dev.stillpoint.reclaim.reload;

import org.jspecify.annotations.NullMarked;
