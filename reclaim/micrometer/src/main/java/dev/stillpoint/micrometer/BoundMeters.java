// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** The meters of one source, in each registry to which they were bound, until they are removed. */
final class BoundMeters<S, F> {

    /** Two that bind at once would not see that they have the same meters. */
    private static final Object ONE_AT_A_TIME = new Object();

    private final String what;
    private final S source;
    private final Tags tags;
    private final List<Definition<F>> definitions;
    private final Function<S, F> figures;

    // guarded by ONE_AT_A_TIME
    private final List<Bound> bound = new ArrayList<>();
    // guarded by ONE_AT_A_TIME
    private boolean closed;

    private record Bound(MeterRegistry registry, List<Meter> meters) {

        void remove() {
            meters.forEach(registry::remove);
        }
    }

    /**
     * @param what the source as messages call it
     * @param source what is measured; meters hold it weakly
     * @param tags of all its meters
     * @param taker takes the figures of the source, and keeps nothing of it
     */
    BoundMeters(String what, S source, Tags tags, List<Definition<F>> definitions, Function<S, F> taker) {
        this.what = what;
        this.source = source;
        this.tags = tags;
        this.definitions = definitions;
        // Meters hold this function. It holds figures, and not the source.
        figures = new Sampled<>(taker, System::nanoTime)::of;
    }

    /**
     * Registers all meters. If this throws, none was registered.
     *
     * @throws IllegalStateException if the binder is closed, or if the registry has one of these meters already
     */
    void bindTo(MeterRegistry registry) {
        Objects.requireNonNull(registry, "registry");
        synchronized (ONE_AT_A_TIME) {
            if (closed) {
                throw new IllegalStateException(
                        "The metrics of %s are closed. Make new ones to bind it again.".formatted(what));
            }
            Bound here = new Bound(registry, new ArrayList<>());
            boolean complete = false;
            try {
                register(here);
                bound.add(here);
                complete = true;
            } finally {
                if (!complete) {
                    here.remove();
                }
            }
        }
    }

    private void register(Bound here) {
        // A registry answers with the meter that it has, whoever registered that.
        Set<Meter> before = Collections.newSetFromMap(new IdentityHashMap<>());
        before.addAll(here.registry.getMeters());
        for (Definition<F> definition : definitions) {
            Meter meter = definition.register(here.registry, tags, source, figures);
            if (before.contains(meter)) {
                throw new IllegalStateException("This registry has %s of %s already. ".formatted(definition.name(),
                        what)
                        + "Bind each to a registry once; if two have the same name, give one another name, or a tag.");
            }
            here.meters.add(meter);
        }
    }

    /** Removes all meters, and binds no more. Idempotent. */
    void close() {
        synchronized (ONE_AT_A_TIME) {
            closed = true;
            bound.forEach(Bound::remove);
            bound.clear();
        }
    }
}
