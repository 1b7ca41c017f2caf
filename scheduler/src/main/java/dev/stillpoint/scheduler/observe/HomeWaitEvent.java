// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.observe;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * A thread waited until its home carrier took it. It had to come back there, because it had parked there inside a read
 * section. The event begins when the thread becomes runnable, on whichever thread that happens.
 */
@Name("dev.stillpoint.HomeWait")
@Label("Home Wait")
@Description("A runnable reader waited for its home carrier; the event's thread is that carrier")
@Category({"Stillpoint", "Scheduler"})
@StackTrace(false)
@Enabled(false)
@Threshold("10 ms")
public final class HomeWaitEvent extends Event {

    @Label("Virtual Thread")
    @Description("Identifier of the thread that waited")
    long waiting;

    private HomeWaitEvent() {
    }

    /**
     * Begins the wait of a thread that became runnable. Returns null if nobody records it. Any thread; never throws.
     */
    public static @Nullable HomeWaitEvent started() {
        try {
            HomeWaitEvent event = new HomeWaitEvent();
            if (!event.isEnabled()) {
                return null;
            }
            event.begin();
            return event;
        } catch (OutOfMemoryError | StackOverflowError e) {
            // An unparker must not fail because somebody records.
            return null;
        }
    }

    /** Ends the wait of a thread that is about to be mounted. On the thread of its home, with nothing mounted. */
    public void ended(Thread thread) {
        end();
        if (shouldCommit()) {
            waiting = thread.threadId();
            commit();
        }
    }
}
