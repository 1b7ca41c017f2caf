package dev.stillpoint.scheduler.jdk;

/**
 * Is told of the blocking calls that the JDK announces, of the thread that is mounted on one carrier: some file
 * operations, process streams and the lookup of host names.
 */
public interface BlockingListener {

    /**
     * The mounted thread begins a blocking call. Called by that thread; must neither park nor block.
     *
     * @return whether the JDK must say when the call has ended
     */
    boolean blockingBegins();

    /**
     * The blocking call has ended. Called by the thread that is mounted, or, whether there was a call or not, by the
     * carrier after each unmount.
     */
    void blockingEnds();
}
