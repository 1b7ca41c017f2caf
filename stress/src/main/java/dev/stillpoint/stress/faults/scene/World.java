// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ReclaimerConfig;
import dev.stillpoint.scheduler.CarrierScheduler;
import dev.stillpoint.scheduler.SchedulerConfig;
import dev.stillpoint.stress.faults.Attempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * What every scene has: a scheduler, a reclaimer, and a reference whose version is being read. Where carriers wait for
 * sockets, also the number of descriptors that the process had before.
 */
final class World {

    private static final Duration FORCE_AFTER = Duration.ofMillis(1);

    final Attempt attempt;
    final CarrierScheduler scheduler;
    final Reclaimer reclaimer;
    final QsbrReference<Element> reference;
    final Element first;
    /** What nobody reads; somebody must have made it. */
    final List<String> texts = new ArrayList<>();
    // scene thread only
    private final List<Element> retired = new ArrayList<>();
    private final Descriptors descriptors;

    /** @param sockets whether its carriers wait for sockets */
    World(Attempt attempt, boolean sockets) {
        this.attempt = attempt;
        descriptors = sockets ? Descriptors.now() : Descriptors.UNKNOWN;
        scheduler = CarrierScheduler.create(SchedulerConfig.defaults().withName(Attempt.SCHEDULER).withCarriers(2)
                .withSocketsOnCarriers(sockets));
        if (sockets) {
            WatchedSockets.await(scheduler);
        }
        reclaimer = Reclaimer.create(config());
        first = new Element(attempt, "first version");
        reference = QsbrReference.of(reclaimer, first);
        attempt.describedBy(this::state);
    }

    private String state() {
        return "%s%s%n%s, requested %d, completed %d, laggards %s, visitors %d".formatted(scheduler.dump(), reclaimer,
                reclaimer.statistics(), Play.GRACE.requested(), Play.GRACE.completed(), Play.GRACE.laggards(),
                Play.GRACE.visitors().inside());
    }

    static ReclaimerConfig config() {
        return ReclaimerConfig.defaults().withName(Attempt.RECLAIMER).withForceAfter(FORCE_AFTER)
                .withStallAfter(Duration.ofSeconds(1));
    }

    Element element(String name) {
        return new Element(attempt, name);
    }

    /** It must have been freed once when everything is closed. */
    void mustBeFreed(Element element) {
        retired.add(element);
    }

    List<Element> retired() {
        return retired;
    }

    /** Everything is closed now. */
    void requireNoDescriptorLeft() throws InterruptedException {
        descriptors.requireNoneMore(attempt);
    }

    ThreadFactory carrierThreads() {
        return scheduler.threadFactory();
    }

    ThreadFactory platformThreads() {
        return Thread.ofPlatform().daemon().factory();
    }
}
