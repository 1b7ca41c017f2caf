// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.Listening;
import dev.stillpoint.scheduler.fixture.PlayedRegisters;
import dev.stillpoint.scheduler.observe.CarrierCount;
import dev.stillpoint.scheduler.observe.CarrierCounts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlockingCallsTest {
    private final Carrier carrier = PlayedRegisters.carrier("c0");
    private final CarrierCounts counts = new CarrierCounts();
    private final BlockingCalls calls = new BlockingCalls(carrier, counts);
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void mount() {
        carrier.goOnline();
        Listening.to(carrier, () -> heard.add(isOnline() ? "announced online" : "announced offline"));
    }

    @Test
    void carrierIsOfflineDuringACall() {
        assertThat(calls.begin()).isTrue();
        assertThat(isOnline()).isFalse();
        calls.end();

        assertThat(isOnline()).isTrue();
    }

    @Test
    void quiescenceIsAnnouncedBeforeTheCarrierGoesOffline() {
        calls.begin();

        assertThat(heard).containsExactly("announced online");
    }

    @Test
    void carrierOfAReaderStaysOnlineAndAnnouncesNothing() {
        carrier.registers().begin();
        assertThat(calls.begin()).isTrue();
        assertThat(isOnline()).isTrue();
        assertThat(calls.isInCall()).isTrue();
        calls.end();

        assertThat(isOnline()).isTrue();
        assertThat(heard).isEmpty();
        assertThat(carrier.holds()).isEqualTo(1);
    }

    @Test
    void callInsideACallIsNotOneOfItsOwn() {
        calls.begin();
        assertThat(calls.begin()).isFalse();
        assertThat(isOnline()).isFalse();
        calls.end();

        assertThat(isOnline()).isTrue();
        assertThat(counts.get(CarrierCount.BLOCKING_CALLS)).isEqualTo(1);
    }

    /** The JDK says so after each unmount. */
    @Test
    void endWithoutACallChangesNothing() {
        int presence = carrier.presence();
        calls.end();

        assertThat(carrier.presence()).isEqualTo(presence);
    }

    @Test
    void watchdogSeesTheCall() {
        assertThat(calls.isInCall()).isFalse();
        calls.begin();
        assertThat(calls.isInCall()).isTrue();
        calls.end();
        assertThat(calls.isInCall()).isFalse();
    }

    private boolean isOnline() {
        return carrier.presence() % 2 == 1;
    }
}
