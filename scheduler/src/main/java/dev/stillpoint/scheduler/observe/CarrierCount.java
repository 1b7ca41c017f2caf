package dev.stillpoint.scheduler.observe;

/** What a carrier counts about itself; see {@link CarrierCounts}. */
public enum CarrierCount {

    /** Times that a thread was mounted. */
    MOUNTS(0),

    /** Mounts of threads that had to come to this carrier, because they had unmounted here inside a read section. */
    HOME_MOUNTS(1),

    /** Times that this carrier took tasks from another one's queue. */
    STEALS(2),

    /** Tasks that it took so. */
    STOLEN_TASKS(3),

    /** Times that this carrier moved tasks from its own queue to the shared one. */
    SPILLS(4),

    /** Tasks that it moved so. */
    SPILLED_TASKS(5),

    /** Times that this carrier found nothing to do and went to sleep. */
    PARKS(6),

    /** Blocking calls, as the JDK announces them, that a thread made while it was mounted here. */
    BLOCKING_CALLS(7);

    /** Where the number lies among a carrier's. */
    final int slot;

    CarrierCount(int slot) {
        this.slot = slot;
    }
}
