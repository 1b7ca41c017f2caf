// SPDX-License-Identifier: Apache-2.0
/**
 * Deterministic exploration of schedules. One operating-system thread plays all carriers, visitors, the driver of grace
 * periods and the reclaimer; a seed decides what each does and who has the next turn. The virtual threads, their tasks,
 * context switches, carriers and grace periods are the real ones.
 *
 * <p>{@link dev.stillpoint.stress.explore.Run} is one schedule,
 * {@link dev.stillpoint.stress.explore.Exploration} thousands of them,
 * {@link dev.stillpoint.stress.explore.Explore} the command line.
 */
@NullMarked
package dev.stillpoint.stress.explore;

import org.jspecify.annotations.NullMarked;
