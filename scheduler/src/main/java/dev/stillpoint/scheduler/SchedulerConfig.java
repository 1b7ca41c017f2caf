// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import java.util.Objects;

/**
 * How a {@link CarrierScheduler} is set up. Immutable; start from {@link #defaults()}.
 *
 * @param name the prefix of the carriers' names; not blank
 * @param carriers the number of carriers, 1 to {@value #MAX_CARRIERS}
 * @param queueCapacity the number of tasks that a carrier's own queue holds before half of them is spilled to the
 *        shared queue; a power of two, 2 to {@value #MAX_QUEUE_CAPACITY}. Small values make races likelier
 * @param compensation when spare carriers take the place of carriers that are stuck
 * @param ownPollers whether the JDK's socket pollers are to run on this scheduler, so that their own carrier wakes
 *        threads that wait for sockets. The pollers belong to the process, and whoever needs them first decides: see
 *        {@link CarrierScheduler#ownsPollers()}. For a scheduler that lives about as long as the process
 */
public record SchedulerConfig(String name, int carriers, int queueCapacity, Compensation compensation,
        boolean ownPollers) {

    /** More carriers than this are surely a mistake. */
    public static final int MAX_CARRIERS = 4096;

    /** Each carrier has an array of this size, and of half of it. More surely helps nobody: full queues spill. */
    public static final int MAX_QUEUE_CAPACITY = 1 << 16;

    private static final int QUEUE_CAPACITY = 256;

    /**
     * @throws NullPointerException if a value is null
     * @throws IllegalArgumentException if the name is blank, or a number is out of its range; the message names it
     */
    public SchedulerConfig {
        if (Objects.requireNonNull(name, "name").isBlank()) {
            throw new IllegalArgumentException("name must not be blank: carriers, logs and JMX go by it");
        }
        Objects.requireNonNull(compensation, "compensation");
        checkCarriers(carriers);
        if (queueCapacity < 2 || queueCapacity > MAX_QUEUE_CAPACITY || Integer.bitCount(queueCapacity) != 1) {
            throw new IllegalArgumentException("queueCapacity must be a power of two, 2 to %d, not %d"
                    .formatted(MAX_QUEUE_CAPACITY, queueCapacity));
        }
    }

    /** A configuration with {@link Compensation#defaults()}, and with pollers that run where the JDK puts them. */
    public SchedulerConfig(String name, int carriers, int queueCapacity) {
        this(name, carriers, queueCapacity, Compensation.defaults(), false);
    }

    /** The default configuration, with one carrier per available processor. */
    public static SchedulerConfig defaults() {
        return new SchedulerConfig("stillpoint", Runtime.getRuntime().availableProcessors(), QUEUE_CAPACITY);
    }

    static void checkCarriers(int carriers) {
        if (carriers < 1 || carriers > MAX_CARRIERS) {
            throw new IllegalArgumentException("carriers must be 1 to %d, not %d".formatted(MAX_CARRIERS, carriers));
        }
    }

    public SchedulerConfig withName(String newName) {
        return new SchedulerConfig(newName, carriers, queueCapacity, compensation, ownPollers);
    }

    public SchedulerConfig withCarriers(int newCarriers) {
        return new SchedulerConfig(name, newCarriers, queueCapacity, compensation, ownPollers);
    }

    public SchedulerConfig withQueueCapacity(int newQueueCapacity) {
        return new SchedulerConfig(name, carriers, newQueueCapacity, compensation, ownPollers);
    }

    public SchedulerConfig withCompensation(Compensation newCompensation) {
        return new SchedulerConfig(name, carriers, queueCapacity, newCompensation, ownPollers);
    }

    public SchedulerConfig withOwnPollers(boolean newOwnPollers) {
        return new SchedulerConfig(name, carriers, queueCapacity, compensation, newOwnPollers);
    }
}
