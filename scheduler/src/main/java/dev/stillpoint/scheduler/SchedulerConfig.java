// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import java.util.Objects;

/**
 * How a {@link CarrierScheduler} is set up. Immutable; start from {@link #defaults()}.
 *
 * @param name the prefix of the carriers' names; not blank
 * @param threadName the name of every virtual thread of the scheduler that has no other one; empty for none, else not
 *        blank. One text for all of them, so it costs no thread any memory; the number of the thread, which stands
 *        beside it wherever the JDK or this library names a thread, tells them apart
 * @param carriers the number of carriers, 1 to {@value #MAX_CARRIERS}
 * @param queueCapacity the number of tasks that a carrier's own queue holds before half of them is spilled to the
 *        shared queue; a power of two, 2 to {@value #MAX_QUEUE_CAPACITY}. Small values make races likelier
 * @param compensation when spare carriers take the place of carriers that are stuck
 * @param ownPollers whether the JDK's socket pollers are to run on this scheduler, so that their own carrier wakes
 *        threads that wait for sockets. The pollers belong to the process, and whoever needs them first decides: see
 *        {@link CarrierScheduler#ownsPollers()}. For a scheduler that lives about as long as the process
 * @param socketsOnCarriers whether the carriers are to wait for the sockets of their threads themselves, instead of the
 *        JDK's pollers, once the process uses any: see {@link CarrierScheduler#socketsOnCarriers()}. Where it cannot
 *        be, and with {@code ownPollers}, it changes nothing
 */
public record SchedulerConfig(String name, String threadName, int carriers, int queueCapacity,
        Compensation compensation, boolean ownPollers, boolean socketsOnCarriers) {

    /** More carriers than this are surely a mistake. */
    public static final int MAX_CARRIERS = 4096;

    /** Each carrier has an array of this size, and of half of it. More surely helps nobody: full queues spill. */
    public static final int MAX_QUEUE_CAPACITY = 1 << 16;

    private static final int QUEUE_CAPACITY = 256;

    /**
     * @throws NullPointerException if a value is null
     * @throws IllegalArgumentException if a name is blank, or a number is out of its range; the message names it
     */
    public SchedulerConfig {
        if (Objects.requireNonNull(name, "name").isBlank()) {
            throw new IllegalArgumentException("name must not be blank: carriers, logs and JMX go by it");
        }
        if (Objects.requireNonNull(threadName, "threadName").isBlank() && !threadName.isEmpty()) {
            throw new IllegalArgumentException(
                    "threadName must not be blank: give a name, or \"\" for threads without");
        }
        Objects.requireNonNull(compensation, "compensation");
        checkCarriers(carriers);
        if (queueCapacity < 2 || queueCapacity > MAX_QUEUE_CAPACITY || Integer.bitCount(queueCapacity) != 1) {
            throw new IllegalArgumentException("queueCapacity must be a power of two, 2 to %d, not %d"
                    .formatted(MAX_QUEUE_CAPACITY, queueCapacity));
        }
    }

    /** All but {@link #socketsOnCarriers()}, which is on. */
    public SchedulerConfig(String name, String threadName, int carriers, int queueCapacity, Compensation compensation,
            boolean ownPollers) {
        this(name, threadName, carriers, queueCapacity, compensation, ownPollers, true);
    }

    /**
     * A configuration with {@link Compensation#defaults()}, with threads that are called after the scheduler, and with
     * pollers that run where the JDK puts them.
     */
    public SchedulerConfig(String name, int carriers, int queueCapacity) {
        this(name, threadNameAfter(name), carriers, queueCapacity, Compensation.defaults(), false, true);
    }

    /** The default configuration, with one carrier per available processor. */
    public static SchedulerConfig defaults() {
        return new SchedulerConfig("stillpoint", Runtime.getRuntime().availableProcessors(), QUEUE_CAPACITY);
    }

    /** What threads of a scheduler with this name are called unless they are told otherwise. */
    private static String threadNameAfter(String name) {
        return Objects.requireNonNull(name, "name").concat("-thread");
    }

    static void checkCarriers(int carriers) {
        if (carriers < 1 || carriers > MAX_CARRIERS) {
            throw new IllegalArgumentException("carriers must be 1 to %d, not %d".formatted(MAX_CARRIERS, carriers));
        }
    }

    /**
     * Changes the name. The name of the threads, {@code <name>-thread} by default, follows unless
     * {@link #withThreadName} has set another one.
     */
    public SchedulerConfig withName(String newName) {
        boolean follows = threadName.equals(threadNameAfter(name));
        return new SchedulerConfig(newName, follows ? threadNameAfter(newName) : threadName, carriers, queueCapacity,
                compensation, ownPollers, socketsOnCarriers);
    }

    /**
     * Changes the name of the threads; {@code ""} leaves them without, as the JDK does. Threads with a number in their
     * name come from {@link CarrierScheduler#threadFactory(String)}.
     */
    public SchedulerConfig withThreadName(String newThreadName) {
        return new SchedulerConfig(name, newThreadName, carriers, queueCapacity, compensation, ownPollers,
                socketsOnCarriers);
    }

    public SchedulerConfig withCarriers(int newCarriers) {
        return new SchedulerConfig(name, threadName, newCarriers, queueCapacity, compensation, ownPollers,
                socketsOnCarriers);
    }

    public SchedulerConfig withQueueCapacity(int newQueueCapacity) {
        return new SchedulerConfig(name, threadName, carriers, newQueueCapacity, compensation, ownPollers,
                socketsOnCarriers);
    }

    public SchedulerConfig withCompensation(Compensation newCompensation) {
        return new SchedulerConfig(name, threadName, carriers, queueCapacity, newCompensation, ownPollers,
                socketsOnCarriers);
    }

    public SchedulerConfig withOwnPollers(boolean newOwnPollers) {
        return new SchedulerConfig(name, threadName, carriers, queueCapacity, compensation, newOwnPollers,
                socketsOnCarriers);
    }

    public SchedulerConfig withSocketsOnCarriers(boolean newSocketsOnCarriers) {
        return new SchedulerConfig(name, threadName, carriers, queueCapacity, compensation, ownPollers,
                newSocketsOnCarriers);
    }
}
