// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

/** The highest of the {@link BacklogLimits} that a backlog has reached. */
enum BacklogPressure {
    NONE, NUDGE, FORCE, FULL
}
