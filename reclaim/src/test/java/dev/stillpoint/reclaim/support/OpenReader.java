// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.support;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.util.concurrent.CountDownLatch;

/** A thread that stands in a read section until it is told to leave. */
public final class OpenReader implements AutoCloseable {

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final Background thread;

    private OpenReader(ThreadKind kind, Background.Body inside) {
        thread = kind.start(() -> {
            try (ReadGuard _ = ScopedQsbr.open()) {
                entered.countDown();
                leave.await();
                inside.run();
            }
        });
    }

    /** A reader that is inside when this returns. */
    public static OpenReader on(ThreadKind kind) throws InterruptedException {
        return on(kind, () -> {
        });
    }

    /** A reader that is inside when this returns, and runs {@code last} before it leaves. */
    public static OpenReader on(ThreadKind kind, Background.Body last) throws InterruptedException {
        OpenReader reader = new OpenReader(kind, last);
        reader.entered.await();
        return reader;
    }

    /** Lets the reader leave and waits until it has. */
    public void leave() throws InterruptedException {
        leave.countDown();
        thread.join();
    }

    @Override
    public void close() {
        try {
            leave();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the reader left", e);
        }
    }
}
