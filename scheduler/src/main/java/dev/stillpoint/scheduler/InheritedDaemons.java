// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import dev.stillpoint.scheduler.jdk.DaemonIntent;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Platform threads that are daemons only because a virtual thread made them. Those that were meant to be daemons are
 * left out: threads of the JDK's own classes, because they know what they are, and those of code that states it, see
 * {@link DaemonIntent}.
 */
final class InheritedDaemons {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ThreadGroup group;
    private final String wayOut;
    /** What was found out about the threads that were looked at, by their ids. */
    private final Map<Long, Boolean> meant = new HashMap<>();

    /**
     * @param group the group that platform threads inherit from a virtual thread
     * @param wayOut the flag for users who do not want to wait
     */
    InheritedDaemons(ThreadGroup group, String wayOut) {
        this.group = group;
        this.wayOut = wayOut;
    }

    /** Returns when no such thread is left. If that takes long, says once for which threads it waits. */
    void await(PrintStream told) throws InterruptedException {
        long start = System.nanoTime();
        boolean silent = true;
        List<Thread> threads = alive();
        while (!threads.isEmpty()) {
            Duration left = PATIENCE.minusNanos(System.nanoTime() - start);
            if (silent && !left.isPositive()) {
                told.println(explanation(threads));
                silent = false;
            }
            if (silent) {
                threads.getFirst().join(left);
            } else {
                threads.getFirst().join();
            }
            threads = alive();
        }
    }

    private List<Thread> alive() {
        // Twice the estimate. What does not fit is left out silently, and the next round finds it.
        Thread[] found = new Thread[2 * group.activeCount() + 1];
        int count = group.enumerate(found, true);
        List<Thread> alive = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread thread = found[i];
            if (thread.isDaemon() && isOfTheProgram(thread) && !isMeant(thread)) {
                alive.add(thread);
            }
        }
        return alive;
    }

    private static boolean isOfTheProgram(Thread thread) {
        Class<?> type = thread.getClass();
        ClassLoader loader = type.getClassLoader();
        return type == Thread.class || (loader != null && loader != ClassLoader.getPlatformClassLoader());
    }

    private boolean isMeant(Thread thread) {
        return meant.computeIfAbsent(thread.threadId(), _ -> DaemonIntent.isStatedFor(thread));
    }

    private String explanation(List<Thread> threads) {
        return "main has ended; the JVM waits for daemon threads that a virtual thread made (%s). To end with main: %s"
                .formatted(threads.stream().map(Thread::getName).collect(Collectors.joining(", ")), wayOut);
    }
}
