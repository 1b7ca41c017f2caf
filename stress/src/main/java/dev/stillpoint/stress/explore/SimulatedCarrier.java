package dev.stillpoint.stress.explore;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.PlayedQueues;
import dev.stillpoint.scheduler.carrier.PlayedQueues.Inlets;
import org.jspecify.annotations.Nullable;

/** A carrier that the run plays. Between two turns a thread may be mounted here, stopped between two of its steps. */
final class SimulatedCarrier {

    private final int number;
    private final Carrier carrier;
    private final Inlets inlets;
    private @Nullable Actor mounted;

    SimulatedCarrier(int number, PlayedQueues queues) {
        this.number = number;
        carrier = new Carrier("carrier-" + number);
        inlets = queues.inletsOf(carrier);
    }

    /** Never the same for two carriers of a run, even if one is removed before the other is added. */
    int number() {
        return number;
    }

    Carrier carrier() {
        return carrier;
    }

    Inlets inlets() {
        return inlets;
    }

    @Nullable Actor mounted() {
        return mounted;
    }

    void mounted(@Nullable Actor actor) {
        mounted = actor;
    }

    boolean isOnline() {
        return (carrier.presence() & 1) != 0;
    }

    @Override
    public String toString() {
        return carrier.name();
    }
}
