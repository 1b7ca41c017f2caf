package dev.stillpoint.scheduler.carrier;

import dev.stillpoint.scheduler.jdk.JdkCarrierThread;

/**
 * The platform thread of a carrier. Its class and its fields are what a read section looks at first, so it carries the
 * carrier's registers.
 */
public final class CarrierThread extends JdkCarrierThread implements Registers {

    final Carrier carrier;

    private final Runnable loop;
    // this thread only
    private int holds;
    // this thread only
    private long since;

    /** A thread, named like its carrier, that runs {@code loop} when started. The carrier's registers move here. */
    public CarrierThread(Carrier carrier, Runnable loop) {
        super(carrier.name());
        this.carrier = carrier;
        this.loop = loop;
        carrier.thread(this, this);
    }

    @Override
    protected void carry() {
        loop.run();
    }

    // -- registers

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

    // -- blocking calls

    @Override
    protected boolean blockingBegins() {
        CarrierLoop running = carrier.loop();
        return running != null && running.blockingCalls().begin();
    }

    @Override
    protected void blockingEnds() {
        CarrierLoop running = carrier.loop();
        if (running != null) {
            running.blockingCalls().end();
        }
    }
}
