package dev.stillpoint.scheduler.observe;

import dev.stillpoint.scheduler.carrier.CarrierCount;
import dev.stillpoint.scheduler.carrier.CarrierPool;
import dev.stillpoint.scheduler.carrier.CarrierSnapshot;
import java.util.Locale;

/** A scheduler as text: for each carrier what it runs and since when, what waits there, and who must come back. */
public final class SchedulerDump {

    private SchedulerDump() {
    }

    /** Any thread; nothing is stopped, so the lines need not fit together. */
    public static String of(CarrierPool pool) {
        SchedulerStatistics statistics = SchedulerStatistics.of(pool);
        StringBuilder dump = new StringBuilder("Scheduler %s: %d live threads, %d carriers (%d wanted)%s%n".formatted(
                statistics.name(), statistics.liveThreads(), statistics.carriers().size(), statistics.target(),
                statistics.sharedWork() ? ", tasks wait in the shared queue" : ""));
        pool.look().forEach(carrier -> append(dump, carrier));
        return dump.toString();
    }

    private static void append(StringBuilder dump, CarrierSnapshot carrier) {
        Thread running = carrier.running();
        dump.append("  %s %s%s%n".formatted(carrier.name(), carrier.activity().name().toLowerCase(Locale.ROOT),
                running == null ? "" : ", runs " + describe(running) + since(carrier)));
        dump.append(
                "    queue %d, parked readers %d%s, guards held %d; mounts %d, home mounts %d, parks %d%n".formatted(
                        carrier.queued(), carrier.parkedReaders(), carrier.arrivals() ? " (one is runnable)" : "",
                        carrier.holds(), carrier.counts().get(CarrierCount.MOUNTS),
                        carrier.counts().get(CarrierCount.HOME_MOUNTS), carrier.counts().get(CarrierCount.PARKS)));
    }

    private static String describe(Thread thread) {
        String name = thread.getName();
        return "#" + thread.threadId() + (name.isEmpty() ? "" : " \"" + name + "\"");
    }

    private static String since(CarrierSnapshot carrier) {
        return carrier.runningFor().isZero() ? "" : " for at least " + carrier.runningFor().toMillis() + " ms";
    }
}
