// SPDX-License-Identifier: Apache-2.0
/**
 * Timers for threads that must wait neither for a lock nor for each other. The package knows time, but no scheduler.
 */
@NullMarked
package dev.stillpoint.scheduler.timing;

import org.jspecify.annotations.NullMarked;
