// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Meters of one scrape show one moment, and counters never go back. */
class SampledTest {

    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicLong now = new AtomicLong();
    private final Sampled<String, Integer> sampled = new Sampled<>(_ -> taken.incrementAndGet(), now::get);

    @Test
    void figuresAreTakenOncePerScrape() {
        assertThat(sampled.of("source")).isEqualTo(1);
        now.addAndGet(Sampled.FRESH_NANOS - 1);
        assertThat(sampled.of("source")).isEqualTo(1);
        now.addAndGet(1);
        assertThat(sampled.of("source")).isEqualTo(2);
        assertThat(sampled.of("source")).isEqualTo(2);
    }

    @Test
    void theClockMayBeNegativeOrOverflow() {
        now.set(Long.MAX_VALUE);
        assertThat(sampled.of("source")).isEqualTo(1);
        now.set(Long.MAX_VALUE + Sampled.FRESH_NANOS - 1);
        assertThat(sampled.of("source")).isEqualTo(1);
        now.incrementAndGet();
        assertThat(sampled.of("source")).isEqualTo(2);
    }

    /** What is counted without fences may be seen a little earlier. */
    @Test
    void countersNeverGoBackAndGaugesDo() {
        MeterRegistry registry = new SimpleMeterRegistry();
        AtomicLong number = new AtomicLong(7);
        for (Definition<AtomicLong> definition : List.of(
                Definition.counter("up", "events", "Events", AtomicLong::get),
                Definition.gauge("up.and.down", "things", "Things", AtomicLong::get))) {
            definition.register(registry, Tags.empty(), number, figures -> figures);
        }
        assertThat(registry.get("up").functionCounter().count()).isEqualTo(7);
        number.set(5);

        assertThat(registry.get("up").functionCounter().count()).isEqualTo(7);
        assertThat(registry.get("up.and.down").gauge().value()).isEqualTo(5);
        number.set(8);
        assertThat(registry.get("up").functionCounter().count()).isEqualTo(8);
    }
}
