// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import dev.stillpoint.scheduler.support.SharedSetup;
import dev.stillpoint.scheduler.timing.TimerThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Puts {@link CarrierTimers} into the JDK while somebody has carriers, and takes them out again: the array into which
 * they are put lives as long as the process, and would keep them and their class loader.
 */
final class TimedWaits extends SharedSetup {

    /*
     * State. While there is a lease, `installed[i]` stands in the chain that begins at
     * `executors[i]`, unless there was no memory for it.
     *
     * The array is shared with other class loaders' copies of this class, and its monitor guards the chains. The JDK
     * reads the elements without it, plainly, at each timed wait. Whichever executor it finds does its work: a chain
     * that was left still leads to the JDK's own executor.
     */

    private static final VarHandle EXECUTOR = MethodHandles.arrayElementVarHandle(ScheduledExecutorService[].class);

    private final ScheduledExecutorService[] executors;
    // guarded by this; null while nobody uses them, and if there was no memory for them
    private @Nullable TimerThread timers;
    // guarded by this; filled while timers is not null
    private final @Nullable CarrierTimers[] installed;

    /** @param executors the JDK's array; its elements are replaced */
    TimedWaits(ScheduledExecutorService[] executors) {
        this.executors = executors;
        installed = new CarrierTimers[executors.length];
    }

    /**
     * From now on the timed waits of threads on our carriers are served here. Carriers start after this. If there is no
     * memory for it the JDK's own executors serve them, which are slower but just as right.
     */
    @Override
    protected void setUp() {
        try {
            install();
        } catch (OutOfMemoryError e) {
            takeDown();
        }
    }

    private void install() {
        TimerThread started = CarrierTimers.startThread();
        timers = started;
        synchronized (executors) {
            for (int i = 0; i < executors.length; i++) {
                CarrierTimers wrapped = new CarrierTimers(started, executors[i]);
                installed[i] = wrapped;
                // Needs no pair: the fields of the executor are set, and carriers of ours start later.
                EXECUTOR.setRelease(executors, i, wrapped);
            }
        }
    }

    @Override
    protected void takeDown() {
        TimerThread ended = timers;
        if (ended == null) {
            return;
        }
        synchronized (executors) {
            for (int i = 0; i < executors.length; i++) {
                CarrierTimers wrapped = installed[i];
                if (wrapped != null) {
                    // Needs no pair: what follows in the chain was there before.
                    EXECUTOR.setRelease(executors, i, CarrierTimers.without(wrapped, executors[i]));
                    installed[i] = null;
                }
            }
        }
        // No carrier of ours runs that could set another timer. Those that are set still fire.
        ended.end();
        timers = null;
    }
}
