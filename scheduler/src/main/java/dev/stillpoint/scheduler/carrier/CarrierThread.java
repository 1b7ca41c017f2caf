// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.carrier;

import dev.stillpoint.scheduler.jdk.BlockingListener;
import dev.stillpoint.scheduler.jdk.JdkCarrierThread;
import dev.stillpoint.scheduler.jdk.ThreadHandshake;

/**
 * The platform thread of a carrier. A read section looks at its class and its fields first, so it carries the carrier's
 * registers.
 *
 * <p>Two fields are visible so that a section can end where the stack is used up. The stack may have had room for the
 * beginning, which was compiled, and have none for the end: the code that handles the overflow runs in the interpreter,
 * which needs a frame for each call. What makes no call cannot overflow:
 *
 * {@snippet :
 * try {
 *     registers.release();
 * } catch (StackOverflowError e) {
 *     thread.ending = 0;                 // what was read is read, as before Registers.release
 *     thread.holds -= 1 + thread.ending; // not before that store, because it waits for this load
 * }
 * }
 */
public final class CarrierThread extends JdkCarrierThread implements Registers {

    private final Carrier carrier;
    // this thread only; see above
    public int holds;
    // this thread only: always 0, see above
    public volatile int ending;
    // this thread only
    private long since;

    /**
     * Makes a carrier and its thread, which is not started.
     *
     * @param body what the thread runs
     * @param blocking is told of the mounted thread's blocking calls
     */
    public CarrierThread(String name, Runnable body, BlockingListener blocking) {
        super(name, body, blocking);
        carrier = new Carrier(name, this);
    }

    /** The carrier whose thread this is. */
    public Carrier carrier() {
        return carrier;
    }

    @Override
    public int holds() {
        return holds;
    }

    @Override
    public long since() {
        return since;
    }

    @Override
    public void setHolds(int value) {
        holds = value;
    }

    /**
     * A plain store may be moved down by the compiler, as far as to the next fence or safepoint poll: over all that the
     * thread computes between two sections. So the thread would look as if it were inside. What follows a volatile load
     * stays behind it, and what stands before it stays before it, in HotSpot: the load is dropped, since nobody needs
     * it, and its barrier is kept, which is no instruction on x86. It is no call, so nothing fails behind the store.
     */
    @Override
    public void lowerHolds(int value) {
        holds = value;
        // For the compiler; nobody needs the value.
        int _ = ending;
    }

    @Override
    public void setSince(long gracePeriod) {
        since = gracePeriod;
    }

    @Override
    public void handshake() {
        ThreadHandshake.with(this);
    }
}
