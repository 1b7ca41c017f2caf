// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One run against one subject: starts all threads, watches that grace periods end, and judges nothing. Used once. */
final class Trial {

    private static final int PLATFORM_VISITORS = 2;
    private static final int VIRTUAL_VISITORS = 4;
    private static final long LOOK_MILLIS = 20;

    private final Scene scene;
    private final SplittableRandom random;
    private final Progress progress;
    private final List<Thread> readers = new ArrayList<>();
    private final List<Thread> updaters = new ArrayList<>();
    private final Troublemaker troublemaker;
    private final Thread troubles;
    // set if something goes wrong while readers read
    private String situation = "";
    private final long gracePeriodsBefore;
    private final long stopsBefore;

    Trial(Subject subject, World world, Setting setting, Counts<Knob> happened, Progress progress) {
        this.progress = progress;
        scene = new Scene(subject, world, setting, happened, subject.waitsOnCarriers() ? 2 : 1);
        random = new SplittableRandom(setting.seed());
        troublemaker = new Troublemaker(scene, random.split(), readers);
        troubles = Thread.ofPlatform().daemon().name("torture-troubles").unstarted(scene.watched(troublemaker));
        gracePeriodsBefore = subject.gracePeriods();
        stopsBefore = subject.stops();
    }

    /** Runs, ends and closes everything. */
    Evidence run() {
        startUpdaters();
        startReaders();
        troubles.start();
        watch();
        scene.end();
        endThreads();
        endSubject();
        return evidence();
    }

    // -- the beginning

    /** The first on a platform thread, the second on the carriers that it tortures. */
    private void startUpdaters() {
        for (Pipe pipe : scene.pipes()) {
            SplittableRandom own = random.split();
            Runnable update = scene.watched(() -> pipe.update(own));
            updaters.add(updaters.isEmpty()
                    ? Thread.ofPlatform().daemon().name("torture-updater").start(update)
                    : scene.world().start(update));
        }
    }

    private void startReaders() {
        for (int i = 0; i < scene.setting().readers(); i++) {
            int number = i;
            Reader reader = new Reader(scene, random.split(), episode -> number < episode.readers());
            readers.add(scene.world().start(scene.watched(reader)));
        }
        if (scene.has(Knob.BUSY)) {
            readers.add(scene.world().start(scene.watched(new BusyReader(scene, random.split()))));
        }
        if (scene.has(Knob.VISITORS)) {
            for (int i = 0; i < PLATFORM_VISITORS; i++) {
                readers.add(Thread.ofPlatform().daemon().name("torture-visitor").start(scene.watched(visitor())));
            }
            for (int i = 0; i < VIRTUAL_VISITORS; i++) {
                readers.add(Thread.ofVirtual().start(scene.watched(visitor())));
            }
        }
    }

    private Runnable visitor() {
        Reader reader = new Reader(scene, random.split(), episode -> episode.has(Knob.VISITORS));
        return () -> {
            reader.run();
            scene.happened().count(Knob.VISITORS, reader.reads());
        };
    }

    // -- meanwhile

    private void watch() {
        long start = System.nanoTime();
        List<Patience> patience = scene.pipes().stream().map(pipe -> new Patience(pipe, start)).toList();
        long now = start;
        while (isGoingOn() && now - start < scene.setting().duration().toNanos()) {
            nap();
            now = System.nanoTime();
            for (Patience pipe : patience) {
                pipe.look(now);
            }
            progress.show(now - start, scene);
        }
        if (!isGoingOn()) {
            situation = scene.world().situation();
        }
    }

    private boolean isGoingOn() {
        return scene.tally().violation() == null;
    }

    /** Waits for one updater, which must get through its grace periods. */
    private final class Patience {

        private final Pipe pipe;
        private long rounds;
        private long since;

        Patience(Pipe pipe, long now) {
            this.pipe = pipe;
            since = now;
        }

        void look(long now) {
            long seen = pipe.rounds();
            if (seen != rounds) {
                rounds = seen;
                since = now;
            } else if (now - since > patience().toNanos()) {
                scene.tally().violate("a grace period has not ended for " + patience());
            }
        }
    }

    // -- the end

    private void endThreads() {
        if (!isGoingOn()) {
            scene.subject().abandon();
        }
        await(troubles);
        readers.forEach(this::await);
        require(() -> troublemaker.shortLived() == 0, "short-lived threads do not end");
        updaters.forEach(this::await);
        require(() -> scene.world().leftovers().isEmpty(), "no reader is left, but on the carriers");
    }

    private void endSubject() {
        if (isGoingOn()) {
            scene.pipes().forEach(Pipe::discard);
        }
        close("the reclaimer", scene.subject()::close);
        Tally tally = scene.tally();
        if (tally.freed() != tally.replaced()) {
            tally.violate("of %d replaced elements only %d are freed".formatted(tally.replaced(), tally.freed()));
        }
        close("the scheduler", scene.world()::close);
    }

    private void close(String what, Runnable closing) {
        Thread closer = Thread.ofPlatform().daemon().name("torture-closer").start(scene.watched(closing));
        if (!Joins.join(closer, patience())) {
            scene.tally().violate("%s has not closed for %s".formatted(what, patience()));
        }
    }

    private void await(Thread thread) {
        if (!Joins.join(thread, patience())) {
            scene.tally().violate("%s has not ended for %s".formatted(thread, patience()));
        }
    }

    private void require(BooleanSupplier condition, String complaint) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > patience().toNanos()) {
                scene.tally().violate("%s: %s".formatted(complaint, scene.world().leftovers()));
                return;
            }
            nap();
        }
    }

    /** Once something went wrong nobody waits for the rest for long. */
    private Duration patience() {
        return isGoingOn() ? scene.setting().patience() : Duration.ofSeconds(1);
    }

    private static void nap() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts the program's own threads", e);
        }
    }

    private Evidence evidence() {
        Tally tally = scene.tally();
        Set<Knob> missing = scene.happened().missing(scene.setting().knobs());
        Subject subject = scene.subject();
        if (scene.has(Knob.FORCED) && subject.stops() == stopsBefore) {
            missing.add(Knob.FORCED);
        }
        return new Evidence(tally.violation(), tally.misreads(), tally.looks(), tally.looksAtReplaced(), tally.freed(),
                subject.gracePeriods() - gracePeriodsBefore, missing);
    }

    /** All figures, for the report. */
    String figures() {
        return "%s%n%s%nwhat happened: %s%n%s".formatted(scene.tally(), scene.subject().figures(), scene.happened(),
                situation);
    }
}
