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
    /** Of platform threads that go to the end of it: they get there soon. */
    private static final int SMALL_STACK_BYTES = 256 << 10;
    private static final int STAYING_READERS = 4;
    private static final int SLICE_HOLDERS = 4;
    /** The first on a platform thread, the others on carriers. */
    private static final int MAP_UPDATERS = 2;
    private static final long LOOK_MILLIS = 20;

    private final Scene scene;
    private final SplittableRandom random;
    private final Progress progress;
    private final List<Thread> readers = new ArrayList<>();
    private final List<Thread> updaters = new ArrayList<>();
    private final ShortLived shortLived;
    private final List<Thread> troubles = new ArrayList<>();
    private final Hog hog;
    private final Thread shortage;
    // set if something goes wrong while readers read
    private String situation = "";
    private final long gracePeriodsBefore;
    private final long stopsBefore;

    Trial(Subject subject, World world, Setting setting, Counts<Knob> happened, Progress progress) {
        this.progress = progress;
        scene = new Scene(subject, world, setting, happened, pipes(subject, setting));
        random = new SplittableRandom(setting.seed());
        shortLived = new ShortLived(scene);
        hog = new Hog(scene, random.split());
        shortage = platform("torture-hog").unstarted(scene.watched(hog));
        gracePeriodsBefore = subject.gracePeriods();
        stopsBefore = subject.stops();
    }

    /** One on a platform thread and one on a carrier, where that is possible; and so at the ends of stacks. */
    private static int pipes(Subject subject, Setting setting) {
        int places = subject.waitsOnCarriers() ? 2 : 1;
        return setting.knobs().contains(Knob.STACK_ENDS) ? 2 * places : places;
    }

    /** Runs, ends and closes everything. */
    Evidence run() {
        startUpdaters();
        startReaders();
        startTroubles();
        watch();
        scene.end();
        endThreads();
        endSubject();
        return evidence();
    }

    // -- the beginning

    /** The first on a platform thread, the second on the carriers that it tortures. */
    private void startUpdaters() {
        int places = scene.subject().waitsOnCarriers() ? 2 : 1;
        for (Pipe pipe : scene.pipes()) {
            SplittableRandom own = random.split();
            boolean atStackEnds = updaters.size() >= places;
            Runnable update = scene.watched(atStackEnds
                    ? () -> new StackEndUpdater(scene, own, pipe).update()
                    : () -> pipe.update(own));
            updaters.add(updaters.size() % places == 0
                    ? platform("torture-updater").start(update)
                    : scene.world().start(update));
        }
        TorturedMap map = scene.map();
        if (map != null) {
            for (int i = 0; i < MAP_UPDATERS; i++) {
                Runnable update = scene.watched(new MapUpdater(scene, map, random.split(), i, MAP_UPDATERS));
                updaters.add(i == 0
                        ? platform("torture-map-updater").start(update)
                        : scene.world().start(update));
            }
        }
    }

    private static Thread.Builder.OfPlatform platform(String name) {
        return Thread.ofPlatform().daemon().name(name).stackSize(SMALL_STACK_BYTES);
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
        for (int i = 0; i < SLICE_HOLDERS && scene.has(Knob.DEMOTION); i++) {
            readers.add(scene.world().start(scene.watched(new SliceHolder(scene, random.split()))));
        }
        for (int i = 0; i < STAYING_READERS && scene.has(Knob.FULL_HEAP); i++) {
            readers.add(scene.world().start(scene.watched(new StayingReader(scene, random.split()))));
        }
        if (scene.has(Knob.STACK_ENDS)) {
            readers.add(scene.world().start(scene.watched(stackEndReader())));
            readers.add(platform("torture-stack-end-reader").start(scene.watched(stackEndReader())));
        }
        if (scene.has(Knob.VISITORS)) {
            for (int i = 0; i < PLATFORM_VISITORS; i++) {
                readers.add(Thread.ofPlatform().daemon().name("torture-visitor").start(scene.watched(visitor())));
            }
            // On a full heap the JDK's own scheduler loses threads.
            for (int i = 0; i < VIRTUAL_VISITORS && !scene.has(Knob.FULL_HEAP); i++) {
                readers.add(Thread.ofVirtual().start(scene.watched(visitor())));
            }
        }
    }

    private Runnable stackEndReader() {
        return new StackEndReader(scene, random.split(), Reader.ofElements(scene, random.split()));
    }

    private Runnable visitor() {
        Reader reader = new Reader(scene, random.split(), episode -> episode.has(Knob.VISITORS));
        return () -> {
            reader.run();
            scene.happened().count(Knob.VISITORS, reader.reads());
        };
    }

    /** What disturbs them. */
    private void startTroubles() {
        Troublemaker troublemaker = new Troublemaker(scene, random.split(), readers, shortLived);
        troubles.add(platform("torture-troubles").start(scene.watched(troublemaker)));
        if (scene.has(Knob.STACK_ENDS)) {
            troubles.add(scene.world().start(scene.watched(stackEndStarter())));
            troubles.add(platform("torture-stack-end-starter").start(scene.watched(stackEndStarter())));
        }
        if (scene.has(Knob.FULL_HEAP)) {
            shortage.start();
        }
    }

    private Runnable stackEndStarter() {
        SplittableRandom own = random.split();
        return new StackEndStarter(scene, random.split(), shortLived,
                () -> Reader.ofElements(scene, own).readOnce());
    }

    // -- meanwhile

    private void watch() {
        long start = System.nanoTime();
        long duration = scene.setting().duration().toNanos();
        List<Patience> patience = scene.pipes().stream().map(pipe -> new Patience(pipe, start)).toList();
        Runnable looking = () -> {
            long now = System.nanoTime();
            patience.forEach(pipe -> pipe.look(now));
            progress.show(now - start, scene);
        };
        while (isGoingOn() && System.nanoTime() - start < duration) {
            nap();
            scene.survive(looking);
        }
        endShortage();
        if (!isGoingOn()) {
            situation = scene.world().situation();
        }
    }

    /** So that the rest can be waited for, and told. */
    private void endShortage() {
        hog.end();
        while (shortage.isAlive()) {
            nap();
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
        troubles.forEach(this::await);
        readers.forEach(this::await);
        require(() -> shortLived.alive() == 0, "short-lived threads do not end");
        updaters.forEach(this::await);
        require(() -> scene.world().leftovers().isEmpty(), "no reader is left, but on the carriers");
    }

    private void endSubject() {
        if (isGoingOn()) {
            scene.pipes().forEach(Pipe::discard);
        }
        Tally tally = scene.tally();
        Table table = isGoingOn() ? scene.subject().table() : null;
        if (table != null) {
            close("the map", table::close);
        }
        close("the reclaimer", scene.subject()::close);
        if (table != null && isGoingOn()) {
            String left = table.leftovers();
            if (!left.isEmpty()) {
                tally.violate(left);
            }
        }
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
        return "%s%n%s%n%swhat happened: %s%s%n%s".formatted(scene.tally(), scene.subject().figures(),
                scene.map() == null ? "" : scene.map() + System.lineSeparator(), scene.happened(),
                scene.has(Knob.FULL_HEAP) ? "; the heap was full %d times".formatted(scene.fullHeaps()) : "",
                situation);
    }
}
