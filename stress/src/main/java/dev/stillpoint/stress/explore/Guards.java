// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import dev.stillpoint.scheduler.carrier.Registers;
import java.util.ArrayDeque;
import java.util.Deque;

/** The guards that one thread holds. */
interface Guards {

    /** Opens one more; a {@code turn} lets others act meanwhile. */
    void open(Runnable turn);

    /** Closes the innermost. */
    void close();

    int count();

    /** Where the thread is. It must not change inside a section. */
    int place();

    /** Of a thread on the simulated carriers: they count in registers, which the code of each section remembers. */
    final class OnCarriers implements Guards {

        private final Run run;
        private final Deque<Registers> registers = new ArrayDeque<>();

        OnCarriers(Run run) {
            this.run = run;
        }

        @Override
        public void open(Runnable turn) {
            Registers here = run.here().carrier().registers();
            run.protocol().sections().open(here, run.periods(), turn);
            registers.push(here);
        }

        @Override
        public void close() {
            run.protocol().sections().close(registers.pop());
        }

        @Override
        public int count() {
            return registers.size();
        }

        @Override
        public int place() {
            return run.here().number();
        }
    }

    /** Of a visitor: only the outermost counts. */
    final class OfVisitor implements Guards {

        private final Run run;
        private int count;
        private int ticket;

        OfVisitor(Run run) {
            this.run = run;
        }

        @Override
        public void open(Runnable turn) {
            if (count++ == 0) {
                ticket = run.periods().visitors().enter(run.random().nextInt());
            }
        }

        @Override
        public void close() {
            if (--count == 0) {
                run.periods().visitors().exit(ticket);
            }
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public int place() {
            return 0;
        }
    }
}
