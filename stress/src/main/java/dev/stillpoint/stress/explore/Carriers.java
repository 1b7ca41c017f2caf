// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import dev.stillpoint.reclaim.grace.StepwiseDriver;
import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierListener;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.carrier.CarrierSubscriber;
import dev.stillpoint.scheduler.queue.PlayedQueues;
import dev.stillpoint.scheduler.task.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The simulated carriers of a run, and who runs on which. */
final class Carriers {

    private final Run run;
    private final MountRule rule;
    private final CarrierSubscriber announcements = new Announcements();
    private final PlayedQueues queues = new PlayedQueues();
    private final List<SimulatedCarrier> carriers = new ArrayList<>();
    private int made;
    // during a turn
    private @Nullable Actor running;
    private @Nullable SimulatedCarrier here;

    Carriers(Run run, int count) {
        this.run = run;
        rule = run.protocol().mounts().get();
        CarrierRegistry.subscribe(announcements);
        for (int i = 0; i < count; i++) {
            add();
        }
    }

    private void add() {
        SimulatedCarrier added = new SimulatedCarrier(made++, queues, rule, () -> running);
        CarrierRegistry.add(added.carrier());
        carriers.add(added);
    }

    private void remove(SimulatedCarrier removed) {
        carriers.remove(removed);
        CarrierRegistry.remove(removed.carrier());
    }

    void close() {
        List.copyOf(carriers).forEach(this::remove);
        CarrierRegistry.unsubscribe(announcements);
    }

    // -- looking

    List<SimulatedCarrier> all() {
        return carriers;
    }

    SimulatedCarrier here() {
        SimulatedCarrier mountedOn = here;
        if (mountedOn == null) {
            throw new AssertionError("nobody is mounted");
        }
        return mountedOn;
    }

    /** Where this thread may go on: where it is mounted, at home, or wherever nobody is mounted. */
    List<SimulatedCarrier> candidates(Actor actor) {
        List<SimulatedCarrier> found = new ArrayList<>();
        Task task = actor.task();
        Task.Host home = task == null ? null : task.home();
        for (SimulatedCarrier carrier : carriers) {
            boolean mayRunHere = actor.isPaused() ? carrier.mounted() == actor
                    : carrier.mounted() == null && (home == null || home == carrier);
            if (mayRunHere) {
                found.add(carrier);
            }
        }
        return found;
    }

    void checkThatNothingIsLeft() {
        for (SimulatedCarrier simulated : carriers) {
            Carrier carrier = simulated.carrier();
            if (carrier.holds() != 0 || carrier.parked(0) != 0 || carrier.parked(1) != 0) {
                throw new Violation(
                        "%s counts %d holds, %d and %d parked readers, and nobody is there".formatted(carrier,
                                carrier.holds(), carrier.parked(0), carrier.parked(1)));
            }
        }
    }

    // -- queues

    /** A thread is runnable; it becomes so on the carrier where a thread is just mounted, or elsewhere. */
    void enqueue(Task task) {
        SimulatedCarrier mountedOn = here;
        queues.enqueue(task, mountedOn == null ? null : mountedOn.inlets());
    }

    /** What this carrier takes out of its queues, or those of others. */
    @Nullable Task next(SimulatedCarrier carrier) {
        return carrier.inlets().next(carriers.stream().map(SimulatedCarrier::inlets).toList());
    }

    // -- turns

    /** Runs a thread until it unmounts, or stops between two steps. */
    void turn(Actor actor, Task task, SimulatedCarrier carrier) {
        if (run.protocol().comesOnline() && !carrier.carrier().isOnline()) {
            carrier.carrier().goOnline();
        }
        running = actor;
        here = carrier;
        task.run(carrier);
        carrier.mounted(actor.isPaused() ? actor : null);
        running = null;
        here = null;
    }

    /** Lets a visitor run, on no carrier. */
    void turnOfVisitor(Actor actor, Runnable continuation) {
        actor.unpause();
        continuation.run();
    }

    void doze(SimulatedCarrier carrier) {
        if (carrier.carrier().isOnline()) {
            carrier.carrier().goOffline();
        } else {
            carrier.carrier().goOnline();
        }
    }

    /** Ends a carrier that is idle and nobody's home, and begins another. */
    void replace(SimulatedCarrier old) {
        if (old.carrier().isOnline()) {
            old.carrier().goOffline();
        }
        old.inlets().drain();
        remove(old);
        add();
    }

    // -- the driver

    /** One step of the driver, with the counts that the protocol lets it see. */
    void advance(long gracePeriod) {
        advance(gracePeriod, 0);
    }

    private void advance(long gracePeriod, int carrier) {
        if (carrier == carriers.size()) {
            StepwiseDriver.advance(run.periods(), gracePeriod);
        } else {
            withSeenCounts(carriers.get(carrier).carrier(), () -> advance(gracePeriod, carrier + 1));
        }
    }

    private void withSeenCounts(Carrier carrier, Runnable look) {
        SeenCounts.Counts counts = new SeenCounts.Counts(carrier.parked(0), carrier.parked(1));
        SeenCounts.Counts seen = run.protocol().counts().seen(counts);
        carrier.countParked(0, seen.even() - counts.even());
        carrier.countParked(1, seen.odd() - counts.odd());
        look.run();
        carrier.countParked(0, counts.even() - seen.even());
        carrier.countParked(1, counts.odd() - seen.odd());
    }

    /** What the grace periods of this run are told. */
    private final class Announcements implements CarrierSubscriber {

        @Override
        public CarrierListener added(Carrier carrier) {
            CarrierListener told = run.periods().added(carrier);
            return () -> {
                if (here == null || !here.isPause()) {
                    withSeenCounts(carrier, told::unmounted);
                }
            };
        }

        @Override
        public void removed(Carrier carrier) {
            run.periods().removed(carrier);
        }
    }
}
