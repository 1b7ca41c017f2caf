package dev.stillpoint.scheduler.carrier;

import dev.stillpoint.scheduler.jdk.JdkCarrierThread;

/** The platform thread of a carrier. Its class and its field are what {@link Carrier#current()} looks at. */
public final class CarrierThread extends JdkCarrierThread {

    final Carrier carrier;

    private final Runnable loop;

    /** A thread, named like its carrier, that runs {@code loop} when started. */
    public CarrierThread(Carrier carrier, Runnable loop) {
        super(carrier.name());
        this.carrier = carrier;
        this.loop = loop;
    }

    @Override
    protected void carry() {
        loop.run();
    }
}
