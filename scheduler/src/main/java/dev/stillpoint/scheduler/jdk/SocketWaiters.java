// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The virtual threads of the process that wait for sockets, as the JDK's pollers know them. A thread enters itself, and
 * whoever removes it wakes it. Immutable; the maps are live.
 */
final class SocketWaiters {

    private final List<Map<Integer, Thread>> reading;
    private final List<Map<Integer, Thread>> writing;

    private SocketWaiters(List<Map<Integer, Thread>> reading, List<Map<Integer, Thread>> writing) {
        this.reading = reading;
        this.writing = writing;
    }

    /** Those of all pollers. */
    static SocketWaiters ofTheJdk() {
        return new SocketWaiters(maps(true), maps(false));
    }

    private static List<Map<Integer, Thread>> maps(boolean reading) {
        List<Map<Integer, Thread>> maps = new ArrayList<>();
        for (Object poller : PollerInternals.pollers(reading)) {
            maps.add(PollerInternals.waitersOf(poller));
        }
        return List.copyOf(maps);
    }

    /** The map in which a thread that waits for a descriptor stands. Allocates nothing. */
    Map<Integer, Thread> at(int descriptor, boolean toRead) {
        List<Map<Integer, Thread>> maps = toRead ? reading : writing;
        // As the JDK's PollerProvider.fdValToIndex; the number is a power of two.
        return maps.get(descriptor & (maps.size() - 1));
    }

    /** Wakes all without a cause, as every thread that parks must expect: each looks at its socket and waits again. */
    void wakeAll() {
        wakeAll(reading);
        wakeAll(writing);
    }

    private static void wakeAll(List<Map<Integer, Thread>> maps) {
        for (Map<Integer, Thread> waiting : maps) {
            for (Thread thread : waiting.values()) {
                LockSupport.unpark(thread);
            }
        }
    }
}
