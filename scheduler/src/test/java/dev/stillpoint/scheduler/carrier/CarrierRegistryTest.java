// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.scheduler.fixture.PlayedRegisters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CarrierRegistryTest {
    private final Carrier carrier = PlayedRegisters.carrier("registered");
    private final Listening listening = new Listening();

    @AfterEach
    void remove() {
        CarrierRegistry.remove(carrier);
        CarrierRegistry.unsubscribe(listening);
    }

    @Test
    void subscriberIsToldOfACarrierToCome() {
        CarrierRegistry.subscribe(listening);
        CarrierRegistry.add(carrier);

        assertThat(listening.heard).containsExactly("added");
    }

    @Test
    void lateSubscriberIsToldOfAnExistingCarrier() {
        CarrierRegistry.add(carrier);
        CarrierRegistry.subscribe(listening);

        assertThat(listening.heard).containsExactly("added");
    }

    @Test
    void subscriberIsToldOfEveryUnmount() {
        CarrierRegistry.subscribe(listening);
        CarrierRegistry.add(carrier);
        carrier.announceUnmount();
        carrier.announceUnmount();

        assertThat(listening.heard).containsExactly("added", "unmounted", "unmounted");
    }

    @Test
    void lateSubscriberIsToldOfUnmountsToo() {
        CarrierRegistry.add(carrier);
        CarrierRegistry.subscribe(listening);
        carrier.announceUnmount();

        assertThat(listening.heard).containsExactly("added", "unmounted");
    }

    @Test
    void everySubscriberIsToldOfAnUnmountWheneverItCame() {
        Listening late = new Listening();
        CarrierRegistry.subscribe(listening);
        CarrierRegistry.add(carrier);
        CarrierRegistry.subscribe(late);
        carrier.announceUnmount();

        assertThat(listening.heard).containsExactly("added", "unmounted");
        assertThat(late.heard).containsExactly("added", "unmounted");
    }

    @Test
    void subscriberIsToldOfARemoval() {
        CarrierRegistry.subscribe(listening);
        CarrierRegistry.add(carrier);
        CarrierRegistry.remove(carrier);

        assertThat(listening.heard).containsExactly("added", "removed");
    }

    /** A slot that stayed taken, or a subscriber that was told half, would be there for ever. */
    @Test
    void carrierThatASubscriberCannotTakeIsNotAdded() {
        OutOfMemoryError shortage = new OutOfMemoryError("on purpose");
        CarrierSubscriber starving = new CarrierSubscriber() {
            @Override
            public CarrierListener added(Carrier added) {
                if (added == carrier) {
                    throw shortage;
                }
                return () -> {
                };
            }

            @Override
            public void removed(Carrier removed) {
                // It took nothing.
            }
        };
        CarrierRegistry.subscribe(listening);
        CarrierRegistry.subscribe(starving);
        assertThatThrownBy(() -> CarrierRegistry.add(carrier)).isSameAs(shortage);
        int slot = carrier.slot();
        CarrierRegistry.unsubscribe(starving);
        assertThat(listening.heard).containsExactly("added", "removed");

        Carrier next = PlayedRegisters.carrier("next");
        CarrierRegistry.add(next);
        CarrierRegistry.remove(next);
        assertThat(next.slot()).isEqualTo(slot);
    }

    @Test
    void subscriberIsToldOfARemovalThoughAnotherOneFails() {
        CarrierSubscriber failing = new CarrierSubscriber() {
            @Override
            public CarrierListener added(Carrier added) {
                return () -> {
                };
            }

            @Override
            public void removed(Carrier removed) {
                throw new OutOfMemoryError("on purpose");
            }
        };
        CarrierRegistry.subscribe(failing);
        CarrierRegistry.subscribe(listening);
        CarrierRegistry.add(carrier);
        try {
            assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> CarrierRegistry.remove(carrier));
        } finally {
            CarrierRegistry.unsubscribe(failing);
        }
        assertThat(listening.heard).containsExactly("added", "removed");
    }

    @Test
    void secondRemovalIsNotTold() {
        CarrierRegistry.subscribe(listening);
        CarrierRegistry.add(carrier);
        CarrierRegistry.remove(carrier);
        CarrierRegistry.remove(carrier);

        assertThat(listening.heard).containsExactly("added", "removed");
    }

    @Test
    void lateSubscriberIsNotToldOfARemovedCarrier() {
        CarrierRegistry.add(carrier);
        CarrierRegistry.remove(carrier);
        CarrierRegistry.subscribe(listening);

        assertThat(listening.heard).isEmpty();
    }

    @Test
    void subscriberThatLeftIsToldNothing() {
        Listening staying = new Listening();
        CarrierRegistry.subscribe(listening);
        CarrierRegistry.subscribe(staying);
        CarrierRegistry.add(carrier);
        CarrierRegistry.unsubscribe(listening);
        carrier.announceUnmount();
        CarrierRegistry.remove(carrier);
        CarrierRegistry.unsubscribe(staying);

        assertThat(listening.heard).containsExactly("added");
        assertThat(staying.heard).containsExactly("added", "unmounted", "removed");
    }

    @Test
    void subscriberThatLeftIsNotToldOfCarriersToCome() {
        CarrierRegistry.subscribe(listening);
        CarrierRegistry.unsubscribe(listening);
        CarrierRegistry.unsubscribe(listening);
        CarrierRegistry.add(carrier);
        carrier.announceUnmount();

        assertThat(listening.heard).isEmpty();
    }

    @Test
    void subscribingTwiceIsSubscribingOnce() {
        CarrierRegistry.add(carrier);
        CarrierRegistry.subscribe(listening);
        CarrierRegistry.subscribe(listening);
        carrier.announceUnmount();

        assertThat(listening.heard).containsExactly("added", "unmounted");
    }

    @Test
    void subscriberThatFailsNeitherStopsTheCarrierNorTheOtherSubscribers() {
        Failing failing = new Failing();
        CarrierRegistry.subscribe(failing);
        CarrierRegistry.subscribe(listening);
        CarrierRegistry.add(carrier);
        carrier.announceUnmount();
        CarrierRegistry.unsubscribe(failing);

        assertThat(listening.heard).containsExactly("added", "unmounted");
    }

    private final class Failing implements CarrierSubscriber {
        @Override
        public CarrierListener added(Carrier added) {
            return () -> {
                if (added.equals(carrier)) {
                    throw new IllegalStateException("on purpose");
                }
            };
        }

        @Override
        public void removed(Carrier removed) {
        }
    }

    /** Hears of this test's carrier. */
    private final class Listening implements CarrierSubscriber {
        private final List<String> heard = new ArrayList<>();

        @Override
        public CarrierListener added(Carrier added) {
            if (!added.equals(carrier)) {
                return () -> {
                };
            }
            heard.add("added");
            return () -> heard.add("unmounted");
        }

        @Override
        public void removed(Carrier removed) {
            if (removed.equals(carrier)) {
                heard.add("removed");
            }
        }
    }
}
