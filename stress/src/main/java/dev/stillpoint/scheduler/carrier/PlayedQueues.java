package dev.stillpoint.scheduler.carrier;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a scheduler whose carriers somebody plays, with room for four, so that they overflow all the time. In
 * the scheduler's package for their sake alone.
 */
public final class PlayedQueues {

    private static final int CAPACITY = 4;
    private static final int SHARED_INTERVAL = 5;
    private static final int HOME_STREAK = 3;

    private final SharedQueue shared = new SharedQueue();

    /** The inlets of a carrier. */
    public Inlets inletsOf(Carrier carrier) {
        return new Inlets(carrier);
    }

    /**
     * Queues a task as {@code CarrierPool} does.
     *
     * @param here the inlets of the carrier on which this happens, or null elsewhere
     */
    public void enqueue(Task task, @Nullable Inlets here) {
        Carrier home = task.home();
        if (home != null) {
            home.home().push(task);
        } else if (here != null) {
            here.supply.push(task);
        } else {
            shared.submit(task);
        }
    }

    /** What one carrier looks into. */
    public final class Inlets {

        private final Supply supply;
        private final Rota rota;

        private Inlets(Carrier carrier) {
            supply = new Supply(CAPACITY, shared, carrier.home(), new CarrierCounts());
            rota = new Rota(carrier.home(), supply, SHARED_INTERVAL, HOME_STREAK);
        }

        /** The task whose turn it is, as {@code CarrierLoop} finds it, or null. */
        public @Nullable Task next(List<Inlets> victims) {
            supply.settle();
            Task task = rota.next();
            if (task == null) {
                task = supply.pollSubmitted();
            }
            for (int i = 0; i < victims.size() && task == null; i++) {
                task = victims.get(i) == this ? null : supply.stealFrom(victims.get(i).supply);
            }
            return task;
        }

        /** The carrier ends: everybody may take what it has. */
        public void drain() {
            supply.drain();
        }
    }
}
