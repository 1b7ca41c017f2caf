package dev.stillpoint.reclaim;

/**
 * What a read section does when it has no result.
 *
 * @param <X> what it throws
 */
@FunctionalInterface
public interface SectionAction<X extends Throwable> {

    void run() throws X;
}
