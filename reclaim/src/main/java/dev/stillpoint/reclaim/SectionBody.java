package dev.stillpoint.reclaim;

import org.jspecify.annotations.Nullable;

/**
 * What a read section computes.
 *
 * @param <T> its result, which must not be something that a guard protects
 * @param <X> what it throws
 */
@FunctionalInterface
public interface SectionBody<T extends @Nullable Object, X extends Throwable> {

    T read() throws X;
}
