package dev.stillpoint.reclaim;

import org.jspecify.annotations.Nullable;

/**
 * What a read section computes, given its guard.
 *
 * @param <T> its result, which must not be the guard nor something that it protects
 * @param <X> what it throws
 */
@FunctionalInterface
public interface GuardedBody<T extends @Nullable Object, X extends Throwable> {

    T read(ReadGuard guard) throws X;
}
