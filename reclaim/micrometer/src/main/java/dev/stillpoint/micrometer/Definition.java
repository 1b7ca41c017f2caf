// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * One meter: its name, unit and meaning, and how it is read from the figures {@code F} of a sample.
 *
 * @param tags what tells it from others of its name
 * @param maker registers it
 */
record Definition<F>(String name, Tags tags, Maker<F> maker) {

    /** Registers a meter of one kind. */
    @FunctionalInterface
    interface Maker<F> {

        <S> Meter register(MeterRegistry registry, Tags tags, S source, Function<S, F> figures);
    }

    /** Registers the meter for this source, which the registry holds weakly; returns what the registry has made. */
    <S> Meter register(MeterRegistry registry, Tags common, S source, Function<S, F> figures) {
        return maker.register(registry, common.and(tags), source, figures);
    }

    /** The same with a tag. */
    Definition<F> with(String key, String value) {
        return new Definition<>(name, tags.and(key, value), maker);
    }

    /** What grows. */
    static <F> Definition<F> counter(String name, String unit, String meaning, ToLongFunction<F> number) {
        return new Definition<>(name, Tags.empty(), new Maker<>() {

            @Override
            public <S> Meter register(MeterRegistry registry, Tags tags, S source, Function<S, F> figures) {
                Rising shown = new Rising();
                return FunctionCounter.builder(name, source, it -> shown.to(number.applyAsLong(figures.apply(it))))
                        .tags(tags).baseUnit(unit).description(meaning).register(registry);
            }
        });
    }

    /** What goes up and down. */
    static <F> Definition<F> gauge(String name, String unit, String meaning, ToLongFunction<F> number) {
        return new Definition<>(name, Tags.empty(), new Maker<>() {

            @Override
            public <S> Meter register(MeterRegistry registry, Tags tags, S source, Function<S, F> figures) {
                return Gauge.builder(name, source, it -> number.applyAsLong(figures.apply(it))).tags(tags)
                        .baseUnit(unit).description(meaning).register(registry);
            }
        });
    }

    /** A time that goes up and down. The registry says in which unit it shows times. */
    static <F> Definition<F> time(String name, String meaning, Function<F, Duration> time) {
        return new Definition<>(name, Tags.empty(), new Maker<>() {

            @Override
            public <S> Meter register(MeterRegistry registry, Tags tags, S source, Function<S, F> figures) {
                return TimeGauge.builder(name, source, TimeUnit.NANOSECONDS,
                        it -> time.apply(figures.apply(it)).toNanos()).tags(tags).description(meaning)
                        .register(registry);
            }
        });
    }

    /** Events, and how long they took together. */
    static <F> Definition<F> timer(String name, String meaning, ToLongFunction<F> count, Function<F, Duration> total) {
        ToDoubleFunction<F> nanos = figures -> total.apply(figures).toNanos();
        return new Definition<>(name, Tags.empty(), new Maker<>() {

            @Override
            public <S> Meter register(MeterRegistry registry, Tags tags, S source, Function<S, F> figures) {
                return FunctionTimer.builder(name, source, it -> count.applyAsLong(figures.apply(it)),
                        it -> nanos.applyAsDouble(figures.apply(it)), TimeUnit.NANOSECONDS).tags(tags)
                        .description(meaning).register(registry);
            }
        });
    }

    /**
     * What a counter shows: never less than before. A library that counts without fences may be seen a few events
     * earlier for a moment, and a counter that goes back is taken for one that has begun anew.
     */
    private static final class Rising {

        // guarded by this
        private long most;

        synchronized double to(long now) {
            most = Math.max(most, now);
            return most;
        }
    }
}
