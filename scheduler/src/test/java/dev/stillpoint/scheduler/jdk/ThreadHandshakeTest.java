// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.Eventually;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A handshake returns whatever the thread does, and disturbs nobody. That it orders memory is shown where a broken twin
 * can fail: by the JCStress tests {@code StopFindsTheMountedReader} and {@code StopFindsTheReaderThatComesBack}.
 */
class ThreadHandshakeTest {

    @Test
    void aThreadThatComputesIsStoppedAndGoesOn() throws InterruptedException {
        AtomicBoolean ends = new AtomicBoolean();
        CountDownLatch computes = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            computes.countDown();
            while (!ends.get()) {
                Thread.onSpinWait();
            }
        });
        computes.await();
        for (int i = 0; i < 100; i++) {
            ThreadHandshake.with(thread);
        }
        assertThat(thread.isAlive()).isTrue();
        ends.set(true);

        Eventually.ended(thread);
    }

    @Test
    void aThreadThatIsParkedStaysParked() {
        Thread thread = Thread.ofPlatform().daemon().start(LockSupport::park);
        Eventually.waits(thread);
        ThreadHandshake.with(thread);
        assertThat(thread.getState()).isEqualTo(Thread.State.WAITING);
        LockSupport.unpark(thread);

        Eventually.ended(thread);
    }

    @Test
    void nothingHappensToAThreadThatHasNotStartedOrHasEnded() {
        Thread thread = Thread.ofPlatform().daemon().unstarted(() -> {
        });
        ThreadHandshake.with(thread);
        assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
        thread.start();
        Eventually.ended(thread);
        ThreadHandshake.with(thread);

        assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
    }

    @ParameterizedTest
    @CsvSource({"25, OpenJDK 64-Bit Server VM, true", "25, Java HotSpot(TM) 64-Bit Server VM, true",
            "25, Eclipse OpenJ9 VM, false", "25, Substrate VM, false", "25, '', false",
            "24, OpenJDK 64-Bit Server VM, false", "26, OpenJDK 64-Bit Server VM, false"})
    void itIsAvailableWhereItWasChecked(int feature, String vmName, boolean available) {
        assertThat(ThreadHandshake.isKnown(feature, vmName)).isEqualTo(available);
    }

    @Test
    void itIsAvailableHere() {
        assertThat(ThreadHandshake.isAvailable()).isTrue();
    }

    /** To ask such a thread would stop nobody. */
    @Test
    void aThreadThatAnswersForItselfIsNotAsked() {
        Thread thread = new Unwilling();
        thread.setDaemon(true);
        thread.start();
        Eventually.waits(thread);
        ThreadHandshake.with(thread);
        LockSupport.unpark(thread);

        Eventually.ended(thread);
    }

    private static final class Unwilling extends Thread {

        @Override
        public void run() {
            LockSupport.park(this);
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new SecurityException("on purpose");
        }
    }
}
