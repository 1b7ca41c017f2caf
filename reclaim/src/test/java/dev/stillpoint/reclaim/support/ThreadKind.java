// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.support;

import dev.stillpoint.reclaim.ReaderThread;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;

/** The three kinds of thread on which somebody may read. */
public enum ThreadKind {

    /** A virtual thread of a scheduler of ours. */
    CARRIER {
        @Override
        public Background start(Background.Body body) {
            return Background.start(Schedulers.SHARED::start, body);
        }
    },

    /** A visitor. */
    PLATFORM {
        @Override
        public Background start(Background.Body body) {
            return Background.platform("test-platform", body);
        }
    },

    /** A visitor that knows its record. */
    READER {
        @Override
        public Background start(Background.Body body) {
            return Background.start(ThreadKind::startedReader, body);
        }
    },

    /** A virtual thread of the JDK's scheduler: a visitor that migrates. */
    DEFAULT_VIRTUAL {
        @Override
        public Background start(Background.Body body) {
            return Background.start(Thread.ofVirtual().name("test-virtual")::start, body);
        }
    };

    /** Starts {@code body} on such a thread. */
    public abstract Background start(Background.Body body);

    /** Runs {@code body} on such a thread, waits for it, and throws what it failed with. */
    public void run(Background.Body body) throws InterruptedException {
        start(body).join();
    }

    private static Thread startedReader(Runnable body) {
        Thread thread = new ReaderThread(body, "test-reader");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Lives as long as the process; made when the first test needs it, for some tests run without the flags. */
    private static final class Schedulers {

        static final CarrierScheduler SHARED = CarrierScheduler
                .create(SchedulerConfig.defaults().withName("test").withCarriers(2));
    }
}
