// SPDX-License-Identifier: Apache-2.0
/**
 * The workers of one scheduler: where a runnable task goes ({@link dev.stillpoint.scheduler.pool.CarrierPool}), how
 * many workers there are ({@link dev.stillpoint.scheduler.pool.Workers}), and what decides that
 * ({@link dev.stillpoint.scheduler.pool.Watchdog}).
 */
@NullMarked
package dev.stillpoint.scheduler.pool;

import org.jspecify.annotations.NullMarked;
