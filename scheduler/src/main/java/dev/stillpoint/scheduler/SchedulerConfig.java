package dev.stillpoint.scheduler;

import java.util.Objects;

/**
 * How a {@link CarrierScheduler} is set up. Immutable; start from {@link #defaults()}.
 *
 * @param name the prefix of the carriers' names
 * @param carriers the number of carriers, 1 to {@value #MAX_CARRIERS}
 * @param queueCapacity the tasks that a carrier's own queue holds before half of them is spilled to the shared queue; a
 *        power of two, at least 2. Small values make races likelier and are for tests.
 */
public record SchedulerConfig(String name, int carriers, int queueCapacity) {

    /** More carriers than this are surely a mistake. */
    public static final int MAX_CARRIERS = 4096;

    private static final int QUEUE_CAPACITY = 256;

    /**
     * @throws NullPointerException if the name is null
     * @throws IllegalArgumentException if a number is out of its range; the message names it
     */
    public SchedulerConfig {
        Objects.requireNonNull(name, "name");
        if (carriers < 1 || carriers > MAX_CARRIERS) {
            throw new IllegalArgumentException("carriers must be 1 to %d, not %d".formatted(MAX_CARRIERS, carriers));
        }
        if (queueCapacity < 2 || Integer.bitCount(queueCapacity) != 1) {
            throw new IllegalArgumentException(
                    "queueCapacity must be a power of two, at least 2, not " + queueCapacity);
        }
    }

    /** One carrier per available processor. */
    public static SchedulerConfig defaults() {
        return new SchedulerConfig("stillpoint", Runtime.getRuntime().availableProcessors(), QUEUE_CAPACITY);
    }

    public SchedulerConfig withName(String newName) {
        return new SchedulerConfig(newName, carriers, queueCapacity);
    }

    public SchedulerConfig withCarriers(int newCarriers) {
        return new SchedulerConfig(name, newCarriers, queueCapacity);
    }

    public SchedulerConfig withQueueCapacity(int newQueueCapacity) {
        return new SchedulerConfig(name, carriers, newQueueCapacity);
    }
}
