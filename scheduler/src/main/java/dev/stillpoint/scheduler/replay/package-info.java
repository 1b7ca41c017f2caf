// SPDX-License-Identifier: Apache-2.0
/**
 * Deterministic schedules: a script says which virtual thread runs on which carrier next. The package is for users who
 * test concurrent code of their own. It runs the same code for tasks, carriers and registers as the scheduler. Start
 * with {@link dev.stillpoint.scheduler.replay.ReplayScheduler}.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>carrier
 * <dd>a platform thread on which virtual threads run; here it does nothing by itself
 * <dt>home
 * <dd>the carrier on which a reader unmounted inside a section; it resumes there only
 * </dl>
 *
 * <h2>Guarantees</h2>
 * <ul>
 * <li>The same script gives the same run.
 * <li>No thread runs but the one that the script names.
 * <li>A step that would bring a reader to another carrier than its home is refused, and the reader stays runnable.
 * </ul>
 *
 * @see dev.stillpoint.scheduler
 */
@NullMarked
package dev.stillpoint.scheduler.replay;

import org.jspecify.annotations.NullMarked;
