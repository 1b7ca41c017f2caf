package dev.stillpoint.scheduler.worker;

import dev.stillpoint.scheduler.observe.CarrierCounts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One worker at a glance. Taken without stopping the worker: each value is right at some moment, not all at the same.
 *
 * @param name the name of the carrier and of its platform thread
 * @param aside whether it serves only the readers that must come back to it
 * @param blocked whether its thread is in a blocking call that the JDK has announced
 * @param idle whether it has found nothing to do and sleeps
 * @param running the virtual thread that is mounted on it, or null
 * @param runningFor for how long at least, as far as the watchdog has seen; zero if it has not looked since
 * @param holds the guards that the mounted thread holds
 * @param parkedReaders threads that unmounted here inside a read section and must come back
 * @param arrivals whether one of them is runnable and the worker has not yet noticed
 * @param queued tasks in the worker's own queue
 * @param counts what it has counted so far
 */
public record WorkerSnapshot(String name, boolean aside, boolean blocked, boolean idle, @Nullable Thread running,
        Duration runningFor, int holds, int parkedReaders, boolean arrivals, int queued, CarrierCounts counts) {
}
