// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;

/**
 * A task's state word once more, frozen, for a thread that is queued: broken twins replace one of its steps. Where
 * {@code Task} changes, this stays.
 */
class FrozenTask {

    static final int IDLE = 0;
    static final int QUEUED = 1;
    static final int RUNNING = 2;
    static final int NOTIFIED = 3;

    static final VarHandle STATE = fieldVarHandle(lookup(), "state", VarHandle.class, FrozenTask.class, int.class);

    final Meeting meeting = new Meeting();

    // any thread, CAS
    volatile int state = QUEUED;
    // unparker writes, the run reads: stands for the state of the virtual thread
    private volatile boolean unparked;
    // unparker only
    int queuedByUnparker;
    // carrier only
    int queuedByCarrier;

    // -- the unparker

    void unpark() {
        unparked = true;
        while (true) {
            int seen = state;
            if (seen == IDLE && STATE.compareAndSet(this, IDLE, QUEUED)) {
                queuedByUnparker++;
                return;
            }
            if (seen == QUEUED || seen == NOTIFIED
                    || (seen == RUNNING && STATE.compareAndSet(this, RUNNING, NOTIFIED))) {
                return;
            }
        }
    }

    // -- the carrier

    /** Returns whether the run saw the unpark */
    boolean run() {
        begin();
        boolean seen = unparked;
        end();
        return seen;
    }

    void begin() {
        state = RUNNING;
    }

    void end() {
        if (!STATE.compareAndSet(this, RUNNING, IDLE)) {
            requeue();
        }
    }

    final void requeue() {
        state = QUEUED;
        queuedByCarrier++;
    }
}
