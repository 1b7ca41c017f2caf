package dev.stillpoint.scheduler.carrier;

/**
 * How the registers of a reader travel with its virtual thread. There is one right rule, {@link #HOME}; experiments and
 * tests replay wrong ones to show what they break.
 */
public interface ContextSwitch {

    /** The rule: a thread that unmounts inside a read section is counted there and comes back only there. */
    ContextSwitch HOME = new ContextSwitch() {

        @Override
        public void mount(Task task, Carrier carrier) {
            Carrier home = task.home();
            if (home != null) {
                if (home != carrier) {
                    throw new AssertionError(task + " holds a guard at home on " + home + ", not on " + carrier);
                }
                carrier.registers().restore(task.savedHolds(), task.savedSince());
                carrier.countComeback();
                carrier.countParked(task.savedSince(), -1);
                carrier.parkedReaders().remove(task);
            }
        }

        @Override
        public void unmount(Task task, Carrier carrier) {
            int holds = carrier.holds();
            if (holds != 0) {
                task.save(holds, carrier.since(), carrier);
                carrier.countParked(carrier.since(), 1);
                carrier.registers().clear();
                carrier.parkedReaders().add(task);
            } else if (task.home() != null) {
                task.save(0, 0, null);
            }
        }
    };

    /** Before the thread runs on {@code carrier}: restore its registers. Carrier thread only. */
    void mount(Task task, Carrier carrier);

    /** After the thread left {@code carrier}: save its registers. Carrier thread only. */
    void unmount(Task task, Carrier carrier);
}
