// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.observe.CarrierCount;
import dev.stillpoint.scheduler.observe.CarrierSums;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What all carriers of a scheduler have done since it was created, those included that have left. Immutable. None of
 * the numbers is ever less than in earlier totals of the same scheduler.
 *
 * @param mounts how often a thread was mounted
 * @param homeMounts how often a thread was mounted that had to come back to its carrier
 * @param steals how often a carrier took tasks from another one
 * @param stolenTasks the tasks that were taken in these steals
 * @param spills how often a carrier's queue was full and half of it went to the shared queue
 * @param spilledTasks the tasks that went there in these spills
 * @param parks how often a carrier found nothing to do and went to sleep
 * @param blockingCalls the blocking calls, as the JDK announces them, of threads that were mounted
 */
public record CarrierTotals(long mounts, long homeMounts, long steals, long stolenTasks, long spills,
        long spilledTasks, long parks, long blockingCalls) {

    static CarrierTotals of(CarrierSums sums) {
        return new CarrierTotals(sums.get(CarrierCount.MOUNTS), sums.get(CarrierCount.HOME_MOUNTS),
                sums.get(CarrierCount.STEALS), sums.get(CarrierCount.STOLEN_TASKS), sums.get(CarrierCount.SPILLS),
                sums.get(CarrierCount.SPILLED_TASKS), sums.get(CarrierCount.PARKS),
                sums.get(CarrierCount.BLOCKING_CALLS));
    }

    static CarrierTotals of(List<CarrierStatistics> carriers) {
        return new CarrierTotals(sum(carriers, CarrierStatistics::mounts), sum(carriers, CarrierStatistics::homeMounts),
                sum(carriers, CarrierStatistics::steals), sum(carriers, CarrierStatistics::stolenTasks),
                sum(carriers, CarrierStatistics::spills), sum(carriers, CarrierStatistics::spilledTasks),
                sum(carriers, CarrierStatistics::parks), sum(carriers, CarrierStatistics::blockingCalls));
    }

    private static long sum(List<CarrierStatistics> carriers, ToLongFunction<CarrierStatistics> number) {
        return carriers.stream().mapToLong(number).sum();
    }
}
