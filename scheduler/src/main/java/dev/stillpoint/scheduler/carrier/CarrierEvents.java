package dev.stillpoint.scheduler.carrier;

import dev.stillpoint.scheduler.event.Events;
import dev.stillpoint.scheduler.event.SpillEvent;
import dev.stillpoint.scheduler.event.StealEvent;

/**
 * Tells Flight Recorder what a carrier has counted since it was last asked. A carrier asks between two mounts, though
 * tasks are also spilled while a thread is mounted, possibly at the end of its stack: there nothing may be committed.
 * Carrier thread only.
 */
final class CarrierEvents {

    private final CarrierCounts counts;
    private long stealsTold;
    private long stolenTold;
    private long spillsTold;
    private long spilledTold;

    CarrierEvents(CarrierCounts counts) {
        this.counts = counts;
    }

    void tell() {
        if (Events.arePossible()) {
            tellSteals();
            tellSpills();
        }
    }

    private void tellSteals() {
        long steals = counts.get(CarrierCount.STEALS);
        if (steals != stealsTold) {
            long stolen = counts.get(CarrierCount.STOLEN_TASKS);
            StealEvent.tell((int) (steals - stealsTold), (int) (stolen - stolenTold));
            stealsTold = steals;
            stolenTold = stolen;
        }
    }

    private void tellSpills() {
        long spills = counts.get(CarrierCount.SPILLS);
        if (spills != spillsTold) {
            long spilled = counts.get(CarrierCount.SPILLED_TASKS);
            SpillEvent.tell((int) (spills - spillsTold), (int) (spilled - spilledTold));
            spillsTold = spills;
            spilledTold = spilled;
        }
    }
}
