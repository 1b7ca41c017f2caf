// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.pool.CarrierPool;
import dev.stillpoint.scheduler.worker.WorkerSnapshot;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What a scheduler has done since it was created. Immutable. Counters are read one after the other while the scheduler
 * runs. Each is exact for some moment during the call, but their sum need not be exact for any. Counters count what was
 * done since the scheduler was created, also by carriers that have left, so they never go back.
 *
 * @param name the scheduler's name
 * @param configuredCarriers the number of carriers that was configured or set last
 * @param startedThreads the threads that have ever started; one that was refused counts as started and ended
 * @param endedThreads the threads that have ended
 * @param compensations how many spare carriers came because a thread was in a blocking call
 * @param rescues how many spare carriers came because another one was stuck in one mount in any other way
 * @param blockedHomes how often one thread kept its carrier for longer than {@link Compensation#stuckLimit} while
 *        runnable readers waited for it, which must come back to it; 0 without spares
 * @param sharedWork whether tasks wait in the shared queue, which belongs to no carrier
 * @param carriers the carriers that run now, spares included, in the order of their numbers
 * @param totals what all carriers have done, those included that have left
 * @param sockets who waits for sockets, and why
 */
public record SchedulerStatistics(String name, int configuredCarriers, long startedThreads, long endedThreads,
        long compensations, long rescues, long blockedHomes, boolean sharedWork, List<CarrierStatistics> carriers,
        CarrierTotals totals, SocketPolling sockets) {

    /** Makes the list immutable. */
    public SchedulerStatistics {
        carriers = List.copyOf(carriers);
    }

    /** Statistics of a scheduler whose sockets the JDK's pollers wait for. */
    public SchedulerStatistics(String name, int configuredCarriers, long startedThreads, long endedThreads,
            long compensations, long rescues, long blockedHomes, boolean sharedWork, List<CarrierStatistics> carriers,
            CarrierTotals totals) {
        this(name, configuredCarriers, startedThreads, endedThreads, compensations, rescues, blockedHomes, sharedWork,
                carriers, totals, new SocketPolling(SocketPolling.Poller.JDK_POLLERS, "nobody has said otherwise"));
    }

    /** The same of one that no carrier has left: the totals are those of its carriers. */
    public SchedulerStatistics(String name, int configuredCarriers, long startedThreads, long endedThreads,
            long compensations, long rescues, long blockedHomes, boolean sharedWork, List<CarrierStatistics> carriers) {
        this(name, configuredCarriers, startedThreads, endedThreads, compensations, rescues, blockedHomes, sharedWork,
                carriers, CarrierTotals.of(carriers));
    }

    /** Any thread. No thread is stopped for it. */
    static SchedulerStatistics of(CarrierPool pool) {
        return of(pool, pool.look());
    }

    /** The same, with what a look at the carriers has found. */
    static SchedulerStatistics of(CarrierPool pool, List<WorkerSnapshot> looked) {
        // In this order: a thread that has ended has started before, so no more can have ended than started.
        long live = pool.lifecycle().live();
        long started = pool.lifecycle().started();
        return new SchedulerStatistics(pool.toString(), pool.carriers(), started, started - live,
                pool.watchdog().compensations(), pool.watchdog().rescues(), pool.watchdog().blockedHomes(),
                !pool.shared().isEmpty(), looked.stream().map(CarrierStatistics::of).toList(),
                CarrierTotals.of(pool.counted()), SocketPolling.of(pool));
    }

    /** Threads that have started and not ended. */
    public long liveThreads() {
        return startedThreads - endedThreads;
    }

    /** Carriers beyond the configured number. */
    public int spares() {
        return Math.max(0, carriers.size() - configuredCarriers);
    }

    /** See {@link CarrierTotals#mounts}. */
    public long mounts() {
        return totals.mounts();
    }

    /** See {@link CarrierTotals#homeMounts}. */
    public long homeMounts() {
        return totals.homeMounts();
    }

    /** See {@link CarrierTotals#steals}. */
    public long steals() {
        return totals.steals();
    }

    /** See {@link CarrierTotals#spills}. */
    public long spills() {
        return totals.spills();
    }

    /** See {@link CarrierTotals#parks}. */
    public long parks() {
        return totals.parks();
    }

    /** See {@link CarrierTotals#blockingCalls}. */
    public long blockingCalls() {
        return totals.blockingCalls();
    }

    /** See {@link CarrierStatistics#queuedTasks}. */
    public long queuedTasks() {
        return sum(CarrierStatistics::queuedTasks);
    }

    /** See {@link CarrierStatistics#parkedReaders}. */
    public long parkedReaders() {
        return sum(CarrierStatistics::parkedReaders);
    }

    private long sum(ToLongFunction<CarrierStatistics> number) {
        return carriers.stream().mapToLong(number).sum();
    }
}
