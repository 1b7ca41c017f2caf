// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import dev.stillpoint.scheduler.jdk.EventBuffer;
import dev.stillpoint.scheduler.queue.RunQueue;

/** What one worker does for the sockets of its pool, see {@link SocketWatch}. For its own thread only. */
final class SocketDuty {

    /** As often as a worker looks at what was submitted from outside. */
    private static final int INTERVAL = 61;

    /** With more in its queue a busy worker does not look for more as a rule: events would overflow the queue. */
    private static final int ENOUGH = 64;

    /** After so many times it looks all the same, or threads that yield for ever would keep it from looking. */
    private static final int PATIENCE = 8;

    private final SocketWatch watch;
    private final EventBuffer events;
    private int turn;
    // how often it was time to look, and enough was queued
    private int passed;
    // whether threads that become runnable are woken by events here
    private boolean delivering;

    /** Allocates memory outside the heap. {@link #end()} must follow. */
    SocketDuty(SocketWatch watch) {
        this.watch = watch;
        events = new EventBuffer(watch.queue());
    }

    /** The worker's turn begins: does what an earlier one left undone, and looks if it is time. */
    void turn(RunQueue queued) {
        if (events.hasEvents()) {
            deliver();
        }
        if (++turn >= INTERVAL) {
            turn = 0;
            if (queued.size() <= ENOUGH || ++passed >= PATIENCE) {
                look();
            }
        }
    }

    /**
     * Looks, unless somebody is blocked in the queue and sees everything, or no thread has waited there yet. Returns
     * whether threads were woken.
     */
    boolean look() {
        turn = 0;
        passed = 0;
        if (!watch.queue().isUsed() || watch.isLed()) {
            return false;
        }
        watch.looked();
        boolean found = events.look();
        if (found) {
            deliver();
        }
        return found;
    }

    /** Sleeps until the worker is woken or, if it leads, until there are events, which the next turn delivers. */
    void sleep(Parker parker) {
        parker.sleep(watch, events);
    }

    private void deliver() {
        delivering = true;
        try {
            events.deliver();
        } finally {
            delivering = false;
        }
    }

    /** Whether the worker wakes threads for their events. It will look at its queue itself: nobody need be woken. */
    boolean isDelivering() {
        return delivering;
    }

    /** Whether events were taken and not delivered. A worker that has some must not leave. */
    boolean isBusy() {
        return events.hasEvents();
    }

    /** Gives the memory back. Idempotent. */
    void end() {
        events.close();
    }
}
