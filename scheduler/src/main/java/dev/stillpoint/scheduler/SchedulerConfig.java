package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.carrier.Compensation;
import java.util.Objects;

/**
 * How a {@link CarrierScheduler} is set up. Immutable; start from {@link #defaults()}.
 *
 * @param name the prefix of the carriers' names
 * @param carriers the number of carriers, 1 to {@value #MAX_CARRIERS}
 * @param queueCapacity the tasks that a carrier's own queue holds before half of them is spilled to the shared queue; a
 *        power of two, at least 2. Small values make races likelier and are for tests.
 * @param compensation when spare carriers take the place of carriers that are stuck
 */
public record SchedulerConfig(String name, int carriers, int queueCapacity, Compensation compensation) {

    /** More carriers than this are surely a mistake. */
    public static final int MAX_CARRIERS = 4096;

    private static final int QUEUE_CAPACITY = 256;

    /**
     * @throws NullPointerException if a value is null
     * @throws IllegalArgumentException if a number is out of its range; the message names it
     */
    public SchedulerConfig {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(compensation, "compensation");
        checkCarriers(carriers);
        if (queueCapacity < 2 || Integer.bitCount(queueCapacity) != 1) {
            throw new IllegalArgumentException(
                    "queueCapacity must be a power of two, at least 2, not " + queueCapacity);
        }
    }

    /** With {@link Compensation#defaults()}. */
    public SchedulerConfig(String name, int carriers, int queueCapacity) {
        this(name, carriers, queueCapacity, Compensation.defaults());
    }

    /** One carrier per available processor. */
    public static SchedulerConfig defaults() {
        return new SchedulerConfig("stillpoint", Runtime.getRuntime().availableProcessors(), QUEUE_CAPACITY);
    }

    static void checkCarriers(int carriers) {
        if (carriers < 1 || carriers > MAX_CARRIERS) {
            throw new IllegalArgumentException("carriers must be 1 to %d, not %d".formatted(MAX_CARRIERS, carriers));
        }
    }

    public SchedulerConfig withName(String newName) {
        return new SchedulerConfig(newName, carriers, queueCapacity, compensation);
    }

    public SchedulerConfig withCarriers(int newCarriers) {
        return new SchedulerConfig(name, newCarriers, queueCapacity, compensation);
    }

    public SchedulerConfig withQueueCapacity(int newQueueCapacity) {
        return new SchedulerConfig(name, carriers, newQueueCapacity, compensation);
    }

    public SchedulerConfig withCompensation(Compensation newCompensation) {
        return new SchedulerConfig(name, carriers, queueCapacity, newCompensation);
    }
}
