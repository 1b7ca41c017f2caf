// SPDX-License-Identifier: Apache-2.0
/**
 * Deterministic schedules: a script says which virtual thread runs on which carrier next. The package is for users who
 * test concurrent code of their own. It runs the same code for tasks, carriers and registers as the scheduler.
 */
@NullMarked
package dev.stillpoint.scheduler.replay;

import org.jspecify.annotations.NullMarked;
