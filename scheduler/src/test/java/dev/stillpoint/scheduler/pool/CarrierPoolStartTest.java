// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CarrierListener;
import dev.stillpoint.scheduler.carrier.CarrierRegistry;
import dev.stillpoint.scheduler.carrier.CarrierSubscriber;
import dev.stillpoint.scheduler.jdk.JdkAccess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operating system may grant some of the threads that a pool needs, and not the next one. */
class CarrierPoolStartTest {
    private static final SpareLimits NO_SPARES = new SpareLimits(0, 1, 1, 1);

    private final List<Carrier> registered = new ArrayList<>();
    private final List<Thread> started = new ArrayList<>();
    private final CarrierSubscriber source = new CarrierSubscriber() {
        @Override
        public CarrierListener added(Carrier carrier) {
            if (carrier.name().startsWith("starved-")) {
                synchronized (registered) {
                    registered.add(carrier);
                }
            }
            return () -> {
            };
        }

        @Override
        public void removed(Carrier carrier) {
            synchronized (registered) {
                registered.remove(carrier);
            }
        }
    };

    @BeforeEach
    void subscribe() {
        CarrierRegistry.subscribe(source);
    }

    @AfterEach
    void unsubscribe() {
        CarrierRegistry.unsubscribe(source);
    }

    @Test
    void failureIsThrownOn() {
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(starvedAfter(2)::start)
                .withMessage("unable to create native thread, on purpose");
    }

    @Test
    void carriersThatHadStartedHaveEnded() {
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(starvedAfter(2)::start);

        assertThat(started).hasSize(2).noneMatch(Thread::isAlive);
    }

    @Test
    void noCarrierIsLeftInTheRegistry() {
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(starvedAfter(2)::start);

        assertThat(registered).isEmpty();
    }

    private CarrierPool starvedAfter(int threads) {
        return new CarrierPool("starved", "", JdkAccess.get(), 4, 4, NO_SPARES, null, thread -> {
            if (started.size() == threads) {
                throw new OutOfMemoryError("unable to create native thread, on purpose");
            }
            thread.start();
            started.add(thread);
        });
    }
}
