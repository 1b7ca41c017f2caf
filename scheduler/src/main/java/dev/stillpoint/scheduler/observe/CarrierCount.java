// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.observe;

/** What a carrier counts about itself; see {@link CarrierCounts}. */
public enum CarrierCount {

    /** How often a thread was mounted. */
    MOUNTS(0),

    /** Mounts of threads that had to come to this carrier, because they had unmounted here inside a read section. */
    HOME_MOUNTS(1),

    /** How often this carrier took tasks from another one's queue. */
    STEALS(2),

    /** The tasks that it took in these steals. */
    STOLEN_TASKS(3),

    /** How often this carrier moved tasks from its own queue to the shared one. */
    SPILLS(4),

    /** The tasks that it moved in these spills. */
    SPILLED_TASKS(5),

    /** How often this carrier found nothing to do and went to sleep. */
    PARKS(6),

    /** Blocking calls, as the JDK announces them, that a thread made while it was mounted here. */
    BLOCKING_CALLS(7);

    /** The position of the number among a carrier's numbers. */
    final int slot;

    CarrierCount(int slot) {
        this.slot = slot;
    }
}
