// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.observe;

/**
 * Tells Flight Recorder what a carrier has counted since the last call. The carrier calls it between two mounts. Tasks
 * are also spilled while a thread is mounted, possibly at the end of its stack, but nothing may be committed there.
 * Carrier thread only.
 */
public final class CarrierEvents {

    private final CarrierCounts counts;
    private long stealsEmitted;
    private long stolenEmitted;
    private long spillsEmitted;
    private long spilledEmitted;

    /** Makes the events of the carrier that has these counts. */
    public CarrierEvents(CarrierCounts counts) {
        this.counts = counts;
    }

    /** Commits what was counted since the last call, if there is a recorder. */
    public void emit() {
        if (Events.arePossible()) {
            try {
                emitSteals();
                emitSpills();
            } catch (OutOfMemoryError e) {
                // The next call tells it.
            }
        }
    }

    private void emitSteals() {
        long steals = counts.get(CarrierCount.STEALS);
        if (steals != stealsEmitted) {
            long stolen = counts.get(CarrierCount.STOLEN_TASKS);
            StealEvent.emit((int) (steals - stealsEmitted), (int) (stolen - stolenEmitted));
            stealsEmitted = steals;
            stolenEmitted = stolen;
        }
    }

    private void emitSpills() {
        long spills = counts.get(CarrierCount.SPILLS);
        if (spills != spillsEmitted) {
            long spilled = counts.get(CarrierCount.SPILLED_TASKS);
            SpillEvent.emit((int) (spills - spillsEmitted), (int) (spilled - spilledEmitted));
            spillsEmitted = spills;
            spilledEmitted = spilled;
        }
    }
}
