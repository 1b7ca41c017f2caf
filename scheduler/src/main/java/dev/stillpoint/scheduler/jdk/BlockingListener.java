// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

/**
 * Is told of the blocking calls of the thread that is mounted on one carrier, as far as the JDK announces them: some
 * file operations, process streams and the lookup of host names.
 */
public interface BlockingListener {

    /**
     * The mounted thread begins a blocking call. That thread calls this, which must neither park nor block.
     *
     * @return whether the JDK must say when the call has ended
     */
    boolean blockingBegins();

    /**
     * The blocking call has ended. The mounted thread calls this. The carrier also calls it after each unmount, whether
     * there was a call or not.
     */
    void blockingEnds();
}
