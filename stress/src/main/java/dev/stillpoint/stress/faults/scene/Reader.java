// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.stress.faults.Attempt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/** A thread that stays inside a section until it is told to leave. */
final class Reader {

    private final CountDownLatch inside = new CountDownLatch(1);
    private final Thread thread;
    // told by the scene
    private volatile boolean leaves;

    private Reader(ThreadFactory threads, String name, QsbrReference<Element> reference) {
        thread = threads.newThread(() -> ScopedQsbr.run(() -> stay(reference)));
        thread.setName(Attempt.OUR_THREADS + name);
        thread.start();
    }

    /** One that has entered. */
    static Reader inside(ThreadFactory threads, String name, QsbrReference<Element> reference)
            throws InterruptedException {
        Reader reader = new Reader(threads, name, reference);
        reader.inside.await();
        return reader;
    }

    private void stay(QsbrReference<Element> reference) {
        Element element = reference.get();
        element.beginUse();
        inside.countDown();
        while (!leaves) {
            LockSupport.park(this);
        }
        element.endUse();
    }

    /** Lets it leave, and waits until it has. */
    void leave() throws InterruptedException {
        leaves = true;
        LockSupport.unpark(thread);
        thread.join();
    }
}
