// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import jdk.jfr.Description;

/**
 * A scheduler as JMX shows it, under the name {@code dev.stillpoint:type=CarrierScheduler,name=...}. The numbers are
 * those of {@link SchedulerStatistics}.
 */
@Description("A scheduler of virtual threads, and what its carriers do")
public interface SchedulerMXBean {

    /** The scheduler's name. */
    @Description("The name of the scheduler")
    String getName();

    /** The number of carriers that was configured or set last. */
    @Description("The number of carriers that was configured or set last")
    int getConfiguredCarriers();

    /** The carriers that run now, spares included. */
    @Description("The carriers that run now, spares included")
    int getCarriers();

    /** Carriers beyond the configured number. */
    @Description("Carriers beyond the configured number: each stands in for one that is stuck, or is about to leave")
    int getSpares();

    /** Threads that have started and not ended. */
    @Description("Threads that have started and not ended")
    long getLiveThreads();

    /** Threads that have ever started. */
    @Description("Threads that have ever started")
    long getStartedThreads();

    /** Threads that have ended. */
    @Description("Threads that have ended")
    long getEndedThreads();

    /** How often a thread was mounted. */
    @Description("How often a thread was mounted on a carrier")
    long getMounts();

    /** How often a thread was mounted that had to come back to one carrier. */
    @Description("How often a thread was mounted that had to come back to one carrier, because it is in a read section")
    long getHomeMounts();

    /** How often a carrier took tasks from another one. */
    @Description("How often a carrier took tasks from another one")
    long getSteals();

    /** How often a carrier's queue was full. */
    @Description("How often a carrier's queue was full, and half of it went to the shared queue")
    long getSpills();

    /** How often a carrier went to sleep. */
    @Description("How often a carrier found nothing to do and went to sleep")
    long getParks();

    /** How many spares came because a thread was in a blocking call. */
    @Description("How many spares came because a thread was in a blocking call")
    long getCompensations();

    /** How many spares came because a carrier was stuck in any other way. */
    @Description("How many spares came because a carrier was stuck in any other way: pinned, in native "
            + "code, or in a long computation")
    long getRescues();

    /** How often one thread kept its carrier while runnable readers waited for it. */
    @Description("How often one thread kept its carrier while runnable readers, which must come back to it, waited")
    long getBlockedHomes();

    /** Tasks in the queues of carriers. */
    @Description("Runnable threads in the queues of carriers")
    long getQueuedTasks();

    /** Threads that unmounted inside a read section and must come back to their carrier. */
    @Description("Threads that are parked inside a read section: memory waits for them")
    long getParkedReaders();

    /** The text that {@code CarrierScheduler.dump()} gives. */
    @Description("Each carrier as text: what it runs and since when, what waits there, and which readers "
            + "must come back")
    String dump();
}
