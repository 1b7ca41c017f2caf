// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.scheduling;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;

/**
 * Makes virtual threads of the one scheduler or the other.
 *
 * @param factory makes them
 * @param closing closes what was opened for them
 */
public record Contestant(ThreadFactory factory, Runnable closing) implements AutoCloseable {

    static final String OPEN_LANG = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    /**
     * Makes the threads of a scheduler.
     *
     * @param scheduler {@code default}, {@code stillpoint} as it is, {@code stillpoint-pollers}: the one that runs the
     *        JDK's socket pollers, or {@code stillpoint-elsewhere}: the one that leaves sockets to the JDK's scheduler
     * @param carriers how many carriers it has; the default scheduler takes the number that it is told first
     */
    public static Contestant of(String scheduler, int carriers) {
        return switch (scheduler) {
            case "default" -> ofDefault(carriers);
            case "stillpoint" -> ofOurs(carriers, false, true);
            case "stillpoint-pollers" -> ofOurs(carriers, true, false);
            case "stillpoint-elsewhere" -> ofOurs(carriers, false, false);
            default ->
                    throw new IllegalArgumentException("scheduler must be default, stillpoint, stillpoint-pollers or "
                            + "stillpoint-elsewhere, not " + scheduler);
        };
    }

    private static Contestant ofOurs(int carriers, boolean ownPollers, boolean sockets) {
        CarrierScheduler scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withCarriers(carriers)
                .withOwnPollers(ownPollers).withSocketsOnCarriers(sockets));
        return new Contestant(scheduler.threadFactory(), scheduler::close);
    }

    /** The JDK reads the property when it makes the first virtual thread of the process. */
    private static Contestant ofDefault(int carriers) {
        System.setProperty("jdk.virtualThreadScheduler.parallelism", Integer.toString(carriers));
        int parallelism = defaultScheduler().getParallelism();
        if (parallelism != carriers) {
            throw new IllegalStateException(
                    "The default scheduler has %d carriers already, not %d".formatted(parallelism, carriers));
        }
        return new Contestant(Thread.ofVirtual().factory(), () -> {
        });
    }

    private static ForkJoinPool defaultScheduler() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
            return (ForkJoinPool) lookup.findStatic(lookup.findClass("java.lang.VirtualThread"), "defaultScheduler",
                    MethodType.methodType(Executor.class)).invoke();
        } catch (Throwable e) {
            throw new IllegalStateException("Start java with: " + OPEN_LANG, e);
        }
    }

    @Override
    public void close() {
        closing.run();
    }
}
