package dev.stillpoint.scheduler.replay;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.ContextSwitch;
import dev.stillpoint.scheduler.carrier.Task;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rules that are wrong, kept so that tests and the demo can show what they break. The scheduler never uses them: they
 * can be given to a {@link ReplayScheduler} only.
 */
public final class WrongSwitches {

    private WrongSwitches() {
    }

    /**
     * A reader that parks is not counted, so its carrier announces quiescence at the next unmount whatever the nesting
     * count: what a pool does that takes "the task left" for "the reader left".
     */
    public static ContextSwitch forgetsParkedReaders() {
        return new ContextSwitch() {

            @Override
            public void mount(Task task, Carrier carrier) {
                if (task.home() != null) {
                    carrier.registers().restore(task.savedHolds(), task.savedSince());
                }
            }

            @Override
            public void unmount(Task task, Carrier carrier) {
                int holds = carrier.holds();
                task.save(holds, carrier.since(), holds == 0 ? null : carrier);
                carrier.registers().clear();
            }
        };
    }

    /**
     * A reader that parks is counted and its registers travel with it, but it has no home: what a work-stealing pool
     * does. The section's end then clears a register of the carrier that the reader has left, on which somebody else
     * may be reading.
     */
    public static ContextSwitch letsHoldersMigrate() {
        Map<Task, Carrier> countedOn = new ConcurrentHashMap<>();
        return new ContextSwitch() {

            @Override
            public void mount(Task task, Carrier carrier) {
                Carrier counted = countedOn.remove(task);
                if (counted != null) {
                    counted.countParked(task.savedSince(), -1);
                    carrier.registers().restore(task.savedHolds(), task.savedSince());
                }
            }

            @Override
            public void unmount(Task task, Carrier carrier) {
                int holds = carrier.holds();
                task.save(holds, carrier.since(), null);
                if (holds != 0) {
                    countedOn.put(task, carrier);
                    carrier.countParked(carrier.since(), 1);
                    carrier.registers().clear();
                }
            }
        };
    }
}
