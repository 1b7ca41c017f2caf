// SPDX-License-Identifier: Apache-2.0
/**
 * Meters of the libraries for a registry of Micrometer: {@link dev.stillpoint.micrometer.ReclaimerMetrics},
 * {@link dev.stillpoint.micrometer.SchedulerMetrics} and {@link dev.stillpoint.micrometer.GracePeriodMetrics}.
 *
 * <p>A binder registers its meters, and removes them when it is closed. Meters hold what they measure weakly. So a
 * reclaimer or scheduler that was closed and forgotten is garbage, whether or not its binder was closed; the meters of
 * a binder that was not closed then show their last values, gauges none. Until it is collected they show what it was
 * when it ended. Close binders all the same where a registry outlives the application: meters hold its classes.
 *
 * <p>All meters of a binder that are read within 100 milliseconds, as in a scrape, show figures of one moment.
 */
@NullMarked
package dev.stillpoint.micrometer;

import org.jspecify.annotations.NullMarked;
