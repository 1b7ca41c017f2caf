package dev.stillpoint.reclaim;

import java.util.Objects;

/**
 * How a {@link Reclaimer} is set up. Immutable; start from {@link #defaults()}.
 *
 * @param name the name of its thread, and how messages call it
 * @param listener is told what it does
 */
public record ReclaimerConfig(String name, ReclaimerListener listener) {

    /** @throws NullPointerException if anything is null */
    public ReclaimerConfig {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(listener, "listener");
    }

    public static ReclaimerConfig defaults() {
        return new ReclaimerConfig("stillpoint-reclaimer", ReclaimerListener.NONE);
    }

    public ReclaimerConfig withName(String newName) {
        return new ReclaimerConfig(newName, listener);
    }

    public ReclaimerConfig withListener(ReclaimerListener newListener) {
        return new ReclaimerConfig(name, newListener);
    }
}
