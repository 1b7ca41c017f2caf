// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.carrier;

import dev.stillpoint.scheduler.jdk.BlockingListener;
import dev.stillpoint.scheduler.jdk.JdkCarrierThread;
import dev.stillpoint.scheduler.jdk.ThreadHandshake;

/**
 * The platform thread of a carrier. A read section looks at its class and its fields first, so it carries the carrier's
 * registers.
 */
public final class CarrierThread extends JdkCarrierThread implements Registers {

    private final Carrier carrier;
    // this thread only
    private int holds;
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

    @Override
    public void setSince(long gracePeriod) {
        since = gracePeriod;
    }

    @Override
    public void handshake() {
        ThreadHandshake.with(this);
    }
}
