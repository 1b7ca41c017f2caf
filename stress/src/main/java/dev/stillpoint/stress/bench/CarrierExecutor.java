// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes JMH's worker threads virtual threads of a {@link CarrierScheduler}, one carrier for each. JMH makes it by
 * reflection, when {@code -Djmh.executor=CUSTOM -Djmh.executor.class=...} says so.
 *
 * <p>The scheduler is not closed: JMH's process ends with the benchmark, and carriers are daemon threads.
 */
public final class CarrierExecutor extends ThreadPoolExecutor {

    /** Flags for a JVM whose benchmark threads are to run on carriers. */
    public static final String ON_CARRIERS = "-Djmh.executor=CUSTOM";
    /** The executor's name, see {@link #ON_CARRIERS}. */
    public static final String THIS_CLASS = "-Djmh.executor.class=dev.stillpoint.stress.bench.CarrierExecutor";
    public static final String OPEN_LANG = "--add-opens=java.base/java.lang=ALL-UNNAMED";
    public static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    /** Called by JMH. */
    public CarrierExecutor(int threads, String name) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                CarrierScheduler.create(SchedulerConfig.defaults().withName(name).withCarriers(threads))
                        .threadFactory());
    }
}
