// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

/**
 * A scheduler as JMX shows it, under the name {@code dev.stillpoint:type=CarrierScheduler,name=...}. The numbers are
 * those of {@link SchedulerStatistics}.
 */
public interface SchedulerMXBean {

    /** The scheduler's name. */
    String getName();

    /** The number of carriers that was configured or set last. */
    int getConfiguredCarriers();

    /** The carriers that run now, spares included. */
    int getCarriers();

    /** Carriers beyond the configured number. */
    int getSpares();

    /** Threads that have started and not ended. */
    long getLiveThreads();

    /** Threads that have ever started. */
    long getStartedThreads();

    /** Threads that have ended. */
    long getEndedThreads();

    /** How often a thread was mounted. */
    long getMounts();

    /** How often a thread was mounted that had to come back to one carrier. */
    long getHomeMounts();

    /** How often a carrier took tasks from another one. */
    long getSteals();

    /** How often a carrier's queue was full. */
    long getSpills();

    /** How often a carrier went to sleep. */
    long getParks();

    /** How many spares came because a thread was in a blocking call. */
    long getCompensations();

    /** How many spares came because a carrier was stuck in any other way. */
    long getRescues();

    /** How often one thread kept its carrier while runnable readers waited for it. */
    long getBlockedHomes();

    /** Tasks in the queues of carriers. */
    long getQueuedTasks();

    /** Threads that unmounted inside a read section and must come back to their carrier. */
    long getParkedReaders();

    /** The text that {@code CarrierScheduler.dump()} gives. */
    String dump();
}
