// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.scheduler.jdk.VirtualThreadAccess;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PollerStartTest {

    @Test
    void nobodyGoesOnBeforeThePollersRun() throws InterruptedException {
        CountDownLatch mayStart = new CountDownLatch(1);
        AtomicBoolean started = new AtomicBoolean();
        PollerStart pollers = PollerStart.begin(starting(() -> {
            mayStart.await();
            started.set(true);
        }));
        AtomicBoolean startedWhenFinished = new AtomicBoolean();
        Thread creator = Thread.ofPlatform().start(() -> {
            pollers.finish();
            startedWhenFinished.set(started.get());
        });
        Eventually.holds("it waits", () -> creator.getState() == Thread.State.WAITING
                || creator.getState() == Thread.State.TERMINATED);
        mayStart.countDown();
        creator.join();

        assertThat(startedWhenFinished).isTrue();
    }

    @Test
    void whatKeepsThePollersFromStartingIsTheCreatorsToKnow() {
        OutOfMemoryError failure = new OutOfMemoryError("expected by the test");
        PollerStart pollers = PollerStart.begin(starting(() -> {
            throw failure;
        }));

        assertThatThrownBy(pollers::finish).isSameAs(failure);
    }

    private interface Starting {
        void start() throws InterruptedException;
    }

    /** An access that starts pollers in this way, and can do nothing else. */
    private static VirtualThreadAccess starting(Starting starting) {
        return (VirtualThreadAccess) Proxy.newProxyInstance(PollerStartTest.class.getClassLoader(),
                new Class<?>[] {VirtualThreadAccess.class}, (_, method, _) -> {
                    if (!method.getName().equals("startPollers")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    starting.start();
                    return null;
                });
    }
}
