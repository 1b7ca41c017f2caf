// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.replay.ReplayScheduler;

/** Breaks a rule of the architecture test, to show that the rule can fail. */
record KnowsTheReplay(ReplayScheduler replay) {
}
