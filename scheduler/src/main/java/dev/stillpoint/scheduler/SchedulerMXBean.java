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

    /** Times that a thread was mounted. */
    long getMounts();

    /** Mounts of threads that had to come back to one carrier. */
    long getHomeMounts();

    /** Times that a carrier took tasks from another one. */
    long getSteals();

    /** Times that a carrier's queue was full. */
    long getSpills();

    /** Times that a carrier went to sleep. */
    long getParks();

    /** Spares that came because a thread was in a blocking call. */
    long getCompensations();

    /** Spares that came because a carrier was stuck in any other way. */
    long getRescues();

    /** Tasks in the queues of carriers. */
    long getQueuedTasks();

    /** Threads that unmounted inside a read section and must come back to their carrier. */
    long getParkedReaders();

    /** The text that {@code CarrierScheduler.dump()} gives. */
    String dump();
}
