// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.observe.CarrierCount;
import dev.stillpoint.scheduler.observe.CarrierCounts;
import dev.stillpoint.scheduler.worker.WorkerSnapshot;

/**
 * What one carrier has done since it started. Immutable.
 *
 * @param name the name of the carrier and of its platform thread
 * @param activity what the carrier is doing
 * @param mounts how often a thread was mounted
 * @param homeMounts how often a thread was mounted that had to come back to this carrier
 * @param steals how often the carrier took tasks from another carrier
 * @param stolenTasks the tasks that it took in these steals
 * @param spills how often its queue was full and half of it went to the shared queue
 * @param spilledTasks the tasks that went there in these spills
 * @param parks how often it found nothing to do and went to sleep
 * @param blockingCalls the blocking calls, as the JDK announces them, of threads that were mounted here
 * @param queuedTasks the tasks in its own queue
 * @param parkedReaders the threads that unmounted here inside a read section and must come back
 */
public record CarrierStatistics(String name, CarrierActivity activity, long mounts, long homeMounts, long steals,
        long stolenTasks, long spills, long spilledTasks, long parks, long blockingCalls, int queuedTasks,
        int parkedReaders) {

    static CarrierStatistics of(WorkerSnapshot carrier) {
        CarrierCounts counts = carrier.counts();
        return new CarrierStatistics(carrier.name(), activityOf(carrier), counts.get(CarrierCount.MOUNTS),
                counts.get(CarrierCount.HOME_MOUNTS), counts.get(CarrierCount.STEALS),
                counts.get(CarrierCount.STOLEN_TASKS), counts.get(CarrierCount.SPILLS),
                counts.get(CarrierCount.SPILLED_TASKS), counts.get(CarrierCount.PARKS),
                counts.get(CarrierCount.BLOCKING_CALLS), carrier.queued(), carrier.parkedReaders());
    }

    static CarrierActivity activityOf(WorkerSnapshot carrier) {
        if (carrier.aside()) {
            return CarrierActivity.ASIDE;
        }
        if (carrier.blocked()) {
            return CarrierActivity.BLOCKED;
        }
        return carrier.idle() ? CarrierActivity.IDLE : CarrierActivity.ACTIVE;
    }
}
