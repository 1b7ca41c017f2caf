// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.observe.CarrierCount;
import dev.stillpoint.scheduler.pool.CarrierPool;
import dev.stillpoint.scheduler.worker.WorkerSnapshot;
import java.util.List;
import java.util.Locale;

/**
 * A scheduler as text: for each carrier what it runs and since when, what waits there, and which readers must come
 * back.
 */
final class SchedulerDump {

    private SchedulerDump() {
    }

    /** Any thread. No thread is stopped for it, so the lines need not fit together. */
    static String of(CarrierPool pool) {
        List<WorkerSnapshot> looked = pool.look();
        SchedulerStatistics statistics = SchedulerStatistics.of(pool, looked);
        StringBuilder dump =
                new StringBuilder("Scheduler %s: %d live threads, %d carriers (%d configured)%s%s%n".formatted(
                        statistics.name(), statistics.liveThreads(), statistics.carriers().size(),
                        statistics.configuredCarriers(),
                        statistics.sharedWork() ? ", tasks wait in the shared queue" : "", sockets(pool)));
        looked.forEach(carrier -> append(dump, carrier));
        return dump.toString();
    }

    private static String sockets(CarrierPool pool) {
        if (pool.socketWatch() != null) {
            return ", carriers wait for sockets";
        }
        String obstacle = pool.socketObstacle();
        return obstacle == null ? "" : ", the JDK's pollers wait for sockets (%s)".formatted(obstacle);
    }

    private static void append(StringBuilder dump, WorkerSnapshot carrier) {
        Thread running = carrier.running();
        dump.append("  %s %s%s%n".formatted(carrier.name(),
                CarrierStatistics.activityOf(carrier).name().toLowerCase(Locale.ROOT),
                running == null ? "" : ", runs " + describe(running) + since(carrier)));
        dump.append(
                "    queue %d, parked readers %d%s, guards held %d; mounts %d, home mounts %d, parks %d%n".formatted(
                        carrier.queued(), carrier.parkedReaders(), carrier.arrivals() ? " (one is runnable)" : "",
                        carrier.holds(), carrier.counts().get(CarrierCount.MOUNTS),
                        carrier.counts().get(CarrierCount.HOME_MOUNTS), carrier.counts().get(CarrierCount.PARKS)));
    }

    /** The number and the name of a thread. */
    static String describe(Thread thread) {
        String name = thread.getName();
        return "#" + thread.threadId() + (name.isEmpty() ? "" : " \"" + name + "\"");
    }

    private static String since(WorkerSnapshot carrier) {
        return carrier.runningFor().isZero() ? "" : " for at least " + carrier.runningFor().toMillis() + " ms";
    }
}
