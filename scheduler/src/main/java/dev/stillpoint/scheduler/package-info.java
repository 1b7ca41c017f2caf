// SPDX-License-Identifier: Apache-2.0
/**
 * A scheduler for virtual threads that knows on which carrier every thread is mounted. It brings a thread that holds a
 * read guard back to that carrier only. Start with {@link dev.stillpoint.scheduler.CarrierScheduler}.
 */
@NullMarked
package dev.stillpoint.scheduler;

import org.jspecify.annotations.NullMarked;
