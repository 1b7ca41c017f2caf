// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * One thread keeps a carrier while readers that are runnable wait for it, and nobody else may run these. The watchdog
 * commits this event, once for each such mount.
 */
@Name("dev.stillpoint.HomeBlocked")
@Label("Home Blocked")
@Description("A thread keeps its carrier from readers that must come home to it; the event's thread is the watchdog")
@Category({"Stillpoint", "Scheduler"})
@StackTrace(false)
@Enabled(false)
public final class HomeBlockedEvent extends Event {

    @Label("Carrier")
    final Thread carrier;

    @Label("Mounted Thread")
    @Description("Identifier of the virtual thread that keeps the carrier")
    final long mounted;

    @Label("Pinned")
    @Description("Whether that thread waits and cannot unmount; if not, it computes or is in native code")
    final boolean pinned;

    @Label("In a Blocking Call")
    @Description("Whether it is in a blocking call that the JDK has announced")
    final boolean inCall;

    private HomeBlockedEvent(Thread carrier, long mounted, boolean pinned, boolean inCall) {
        this.carrier = carrier;
        this.mounted = mounted;
        this.pinned = pinned;
        this.inCall = inCall;
    }

    /** Commits an event if it is recorded. On the watchdog's thread. */
    public static void emit(Thread carrier, Thread mounted, boolean inCall) {
        boolean waits = switch (mounted.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED -> true;
            default -> false;
        };
        HomeBlockedEvent event = new HomeBlockedEvent(carrier, mounted.threadId(), waits, inCall);
        if (event.shouldCommit()) {
            event.commit();
        }
    }
}
