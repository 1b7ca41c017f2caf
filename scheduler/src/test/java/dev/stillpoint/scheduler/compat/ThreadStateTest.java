// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What belongs to a thread goes with it from carrier to carrier, and to nobody else. */
class ThreadStateTest {
    private static final ScopedValue<Integer> SCOPED = ScopedValue.newInstance();
    private static final ThreadLocal<Integer> LOCAL = new ThreadLocal<>();
    private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

    private final TwoCarriers carriers = new TwoCarriers();

    @AfterEach
    void close() {
        carriers.close();
    }

    @Test
    void threadLocalsStayWithTheirThread() throws Exception {
        AtomicInteger numbers = new AtomicInteger();
        carriers.runMany(200, () -> {
            assertThat(LOCAL.get()).isNull();
            int own = numbers.incrementAndGet();
            LOCAL.set(own);
            for (int i = 0; i < 20; i++) {
                unmount(i);
                assertThat(LOCAL.get()).isEqualTo(own);
            }
        });
    }

    @Test
    void scopedValuesStayWithTheirThreadAndEndWithTheirScope() throws Exception {
        AtomicInteger numbers = new AtomicInteger();
        carriers.runMany(200, () -> {
            int own = numbers.incrementAndGet();
            ScopedValue.where(SCOPED, own).run(() -> {
                unmount(own);
                assertThat(SCOPED.get()).isEqualTo(own);
                ScopedValue.where(SCOPED, -own).run(() -> {
                    unmount(own);
                    assertThat(SCOPED.get()).isEqualTo(-own);
                });
                unmount(own);
                assertThat(SCOPED.get()).isEqualTo(own);
            });
            assertThat(SCOPED.isBound()).isFalse();
        });
    }

    @Test
    void childInheritsWhatIsInheritable() throws Exception {
        String seen = carriers.call(() -> {
            INHERITED.set("from the parent");
            try (ExecutorService executor = carriers.executor()) {
                Future<String> child = executor.submit(() -> {
                    TwoCarriers.here();
                    return INHERITED.get();
                });
                return child.get();
            }
        });

        assertThat(seen).isEqualTo("from the parent");
    }

    @Test
    void nameAndContextClassLoaderAndIdentityStay() throws Exception {
        AtomicInteger numbers = new AtomicInteger();
        ClassLoader loader = new ClassLoader(ThreadStateTest.class.getClassLoader()) {
        };
        carriers.runMany(100, () -> {
            Thread self = Thread.currentThread();
            String own = "thread " + numbers.incrementAndGet();
            self.setName(own);
            self.setContextClassLoader(loader);
            for (int i = 0; i < 10; i++) {
                unmount(i);
                assertThat(Thread.currentThread()).isSameAs(self);
                assertThat(self.getName()).isEqualTo(own);
                assertThat(self.getContextClassLoader()).isSameAs(loader);
            }
        });
    }

    /** Leaves the carrier, in one way or another, and comes back on this or the other one. */
    private static void unmount(int how) {
        if (how % 2 == 0) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(1000);
        }
    }
}
