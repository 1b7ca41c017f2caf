// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults.scene;

import dev.stillpoint.reclaim.GracePeriod;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.Snapshot;
import dev.stillpoint.stress.faults.Scene;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Retiring, and references. */
final class RetiringScenes {

    private RetiringScenes() {
    }

    static void addTo(Consumer<Scene> scenes) {
        Act.<Element>of("retire(object)", (world, element) -> world.reclaimer.retire(element))
                .needs(world -> world.element("retired")).then(RetiringScenes::checkFreedIf).serves().addTo(scenes);
        Act.<Element>of("retire(action)", (world, element) -> world.reclaimer.retire(element::reclaim, Element.BYTES))
                .needs(world -> world.element("retired")).then(RetiringScenes::checkFreedIf).addTo(scenes);
        Act.<Element>of("retireWithoutWaiting", (world, element) -> world.reclaimer.retireWithoutWaiting(element))
                .needs(world -> world.element("retired")).then(RetiringScenes::checkFreedIf).addTo(scenes);
        Act.<List<Element>>of("retireAll", (world, elements) -> world.reclaimer.retireAll(elements))
                .needs(world -> List.of(world.element("one"), world.element("two")))
                .then((world, elements, succeeded) -> {
                    for (Element element : elements) {
                        checkFreedIf(world, element, succeeded);
                    }
                }).addTo(scenes);
        Act.<Element>of("retire in a section",
                (world, element) -> ScopedQsbr.run(() -> world.reclaimer.retire(element)))
                .needs(world -> world.element("retired")).then((world, element, succeeded) -> world.attempt
                        .require(!succeeded || element.frees() == 1, "retired, and freed %d times"
                                .formatted(element.frees())))
                .addTo(scenes);
        addReferences(scenes);
        addReclaimers(scenes);
    }

    /** An operation that throws has retired nothing. */
    private static void checkFreedIf(World world, Element element, boolean retired) {
        world.attempt.require(element.frees() == (retired ? 1 : 0), "%s was freed %d times, and retiring it %s"
                .formatted(element, element.frees(), retired ? "returned" : "threw"));
    }

    private static void addReferences(Consumer<Scene> scenes) {
        Act.<Versions>of("replace", (_, versions) -> versions.reference.replace(versions.next)).needs(Versions::new)
                .then((_, versions, succeeded) -> versions.check(succeeded)).serves().addTo(scenes);
        Act.<Versions>of("reference.close()", (_, versions) -> versions.reference.close()).needs(Versions::new)
                .then((_, versions, succeeded) -> versions.checkClosed(succeeded)).addTo(scenes);
        Act.<Versions>of("QsbrReference.of", (world, versions) -> versions.more(QsbrReference.of(world.reclaimer,
                versions.next))).needs(Versions::new).then((_, versions, _) -> versions.checkMore())
                .addTo(scenes);
        Act.<Versions>of("snapshot", (_, versions) -> {
            try (Snapshot<Element> snapshot = versions.opened(versions.reference.snapshot())) {
                Element element = snapshot.get();
                element.beginUse();
                element.endUse();
                versions.opened(snapshot.share()).close();
            }
        }).needs(Versions::new).then((_, versions, succeeded) -> versions.replacedAndFreed()).addTo(scenes);
        Act.<Versions>of("snapshot, replaced", (_, versions) -> {
            try (Snapshot<Element> snapshot = versions.opened(versions.reference.snapshot())) {
                Element element = snapshot.get();
                element.beginUse();
                try {
                    versions.reference.replace(versions.next);
                } finally {
                    element.endUse();
                }
            }
        }).needs(Versions::new).then((_, versions, _) -> versions.closeSnapshots()).addTo(scenes);
        Act.<Outliving>of("a snapshot outlives its reclaimer", (_, kept) -> kept.snapshot.close())
                .needs(_ -> new Outliving()).then((world, kept, _) -> {
                    kept.snapshot.close();
                    world.attempt.require(kept.frees.get() == 1, "freed %d times".formatted(kept.frees.get()));
                }).addTo(scenes);
    }

    /** A snapshot whose version is freed by who closes it, and fails when it is freed, so that this is reported. */
    private static final class Outliving {

        private final AtomicInteger frees = new AtomicInteger();
        private final Snapshot<Reclaimable> snapshot;

        Outliving() {
            Reclaimer reclaimer = Reclaimer.create(World.config());
            QsbrReference<Reclaimable> reference = QsbrReference.of(reclaimer, new Reclaimable() {
                @Override
                public void reclaim() {
                    frees.incrementAndGet();
                    throw new IllegalStateException("on purpose");
                }

                @Override
                public boolean isRepeatable() {
                    return frees.get() == 0;
                }

                @Override
                public long byteSize() {
                    return 1;
                }
            });
            snapshot = reference.snapshot();
            reference.close();
            reclaimer.close();
        }
    }

    private static void addReclaimers(Consumer<Scene> scenes) {
        Act.<AtomicReference<Reclaimer>>of("Reclaimer.create", (_, made) -> made.set(Reclaimer.create(World.config())))
                .needs(_ -> new AtomicReference<>()).then((_, made, _) -> {
                    if (made.get() != null) {
                        made.get().close();
                    }
                }).shares().addTo(scenes);
        Act.<Reclaimer>of("reclaimer.close()", (_, reclaimer) -> reclaimer.close())
                .needs(_ -> Reclaimer.create(World.config())).waits().then((world, reclaimer, _) -> {
                    reclaimer.close();
                    world.attempt.require(reclaimer.statistics().unreclaimedBytes() == 0, reclaimer.toString());
                }).serves().addTo(scenes);
        Act.<Reclaimer>of("closing with a backlog", (_, reclaimer) -> reclaimer.close())
                .needs(RetiringScenes::withABacklog).waits().then((_, reclaimer, _) -> reclaimer.close()).serves()
                .addTo(scenes);
        addBoundedCloses(scenes);
        Executor direct = Runnable::run;
        Act.<Reclaimer>of("an executor", (world, reclaimer) -> {
            Element element = world.element("by the executor");
            // Only once it is accepted.
            Runnable expected = () -> world.mustBeFreed(element);
            reclaimer.retire(element);
            expected.run();
        }).needs(_ -> Reclaimer.create(World.config().withExecutor(direct))).then((world, reclaimer, _) -> {
            reclaimer.barrier();
            reclaimer.close();
        }).serves().addTo(scenes);
        Act.of("statistics()", (world, _) -> {
            world.reclaimer.statistics();
            world.reclaimer.demotionStatistics();
            GracePeriod.statistics();
            world.reclaimer.resetPeaks();
            world.reclaimer.unreclaimedBytes();
            world.texts.add(world.reclaimer.toString());
        }).addTo(scenes);
        Act.of("health()", (world, _) -> world.reclaimer.health(Play.LONG)).shares().addTo(scenes);
    }

    private static void addBoundedCloses(Consumer<Scene> scenes) {
        Act.<Reclaimer>of("reclaimer.close(Duration)", (_, reclaimer) -> reclaimer.close(Play.LONG))
                .needs(RetiringScenes::withABacklog).waits().then((_, reclaimer, _) -> reclaimer.close()).shares()
                .addTo(scenes);
        Act.<Reclaimer>of("reclaimer.close(Duration), given up", (_, reclaimer) -> reclaimer.close(Play.SHORT))
                .needs(RetiringScenes::withABacklog).then((_, reclaimer, _) -> reclaimer.close()).shares()
                .addTo(scenes);
    }

    private static Reclaimer withABacklog(World world) {
        Reclaimer reclaimer = Reclaimer.create(World.config());
        for (int i = 0; i < 3; i++) {
            Element element = world.element("backlog " + i);
            world.mustBeFreed(element);
            reclaimer.retire(element);
        }
        return reclaimer;
    }

    /** A reference of its own, and the next version. */
    private static final class Versions {

        private final World world;
        private final Element old;
        private final Element next;
        private final QsbrReference<Element> reference;
        private @Nullable QsbrReference<Element> another;
        // those of one operation; an array, because what the scene does must not need memory
        @SuppressWarnings("unchecked")
        private final @Nullable Snapshot<Element>[] snapshots = (Snapshot<Element>[]) new Snapshot<?>[2];
        private int open;

        Versions(World world) {
            this.world = world;
            old = world.element("old version");
            next = world.element("next version");
            reference = QsbrReference.of(world.reclaimer, old);
        }

        Snapshot<Element> opened(Snapshot<Element> snapshot) {
            snapshots[open++] = snapshot;
            return snapshot;
        }

        /** What an error has kept from being closed is still open; closing the others again does nothing. */
        void closeSnapshots() {
            for (Snapshot<Element> snapshot : snapshots) {
                if (snapshot != null) {
                    snapshot.close();
                }
            }
        }

        void more(QsbrReference<Element> made) {
            another = made;
        }

        private boolean isReplaced() {
            return ScopedQsbr.read(() -> reference.get() == next);
        }

        /** Either nothing has happened or all, and it says which. */
        void check(boolean succeeded) {
            boolean replaced = isReplaced();
            world.attempt.require(succeeded == replaced, "replace %s, and the %s version is current"
                    .formatted(succeeded ? "returned" : "threw", replaced ? "next" : "old"));
            world.attempt.require(old.frees() == (replaced ? 1 : 0), "the old version was freed %d times, and the %s"
                    .formatted(old.frees(), replaced ? "next one is current" : "replacement failed"));
            world.attempt.require(next.frees() == 0, "the next version was freed");
            reference.close();
            world.mustBeFreed(replaced ? next : old);
        }

        void checkClosed(boolean closed) {
            world.attempt.require(old.frees() == (closed ? 1 : 0), "close %s, and the version was freed %d times"
                    .formatted(closed ? "returned" : "threw", old.frees()));
            reference.close();
            world.mustBeFreed(old);
        }

        void checkMore() {
            QsbrReference<Element> made = another;
            if (made != null) {
                made.close();
                world.mustBeFreed(next);
            }
            reference.close();
        }

        /** No claim is left behind. */
        void replacedAndFreed() throws InterruptedException {
            closeSnapshots();
            reference.replace(next);
            world.reclaimer.barrier();
            world.attempt.require(old.frees() == 1, "a snapshot that failed keeps its version");
            reference.close();
            world.mustBeFreed(next);
        }
    }
}
