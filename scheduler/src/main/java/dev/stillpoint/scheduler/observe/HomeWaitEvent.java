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
 * A thread that had to come back to one carrier, because it had parked there inside a read section, waited until that
 * carrier took it. Begins when the thread became runnable, on whichever thread that happened.
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

    /** The wait of a thread that became runnable, or null if nobody wants to know. Any thread; never throws. */
    public static @Nullable HomeWaitEvent started() {
        try {
            HomeWaitEvent event = new HomeWaitEvent();
            if (!event.isEnabled()) {
                return null;
            }
            event.begin();
            return event;
        } catch (OutOfMemoryError | StackOverflowError e) {
            // An unparker must not fail because somebody watches.
            return null;
        }
    }

    /** The thread is about to be mounted. On the thread of its home, with nothing mounted. */
    public void ended(Thread thread) {
        end();
        if (shouldCommit()) {
            waiting = thread.threadId();
            commit();
        }
    }
}
