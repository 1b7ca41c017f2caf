// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import dev.stillpoint.scheduler.observe.CarrierCounts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One worker at a glance. It is taken without stopping the worker, so each value is right at some moment, but not all
 * at the same moment.
 *
 * @param name the name of the carrier and of its platform thread
 * @param aside whether the worker serves only the readers that must come back to it
 * @param blocked whether its thread is in a blocking call that the JDK has announced
 * @param idle whether it has found nothing to do and sleeps
 * @param running the virtual thread that is mounted on it, or null
 * @param runningFor how long that thread has run at least, as far as the watchdog has seen; zero if the watchdog has
 *        not looked since
 * @param holds the number of guards that the mounted thread holds
 * @param parkedReaders the number of threads that unmounted here inside a read section and must come back
 * @param arrivals whether one of these is runnable and the worker has not noticed it yet
 * @param queued the number of tasks in the worker's own queue
 * @param counts what the worker has counted so far
 */
public record WorkerSnapshot(String name, boolean aside, boolean blocked, boolean idle, @Nullable Thread running,
        Duration runningFor, int holds, int parkedReaders, boolean arrivals, int queued, CarrierCounts counts) {
}
