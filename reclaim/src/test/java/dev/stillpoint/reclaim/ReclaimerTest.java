// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.OpenReader;
import dev.stillpoint.reclaim.support.ThreadKind;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is retired is freed once, in order, after its readers, whatever a callback or a listener does. */
class ReclaimerTest {

    private final HeardByListener heard = new HeardByListener();
    private final Reclaimer reclaimer = Reclaimer
            .create(ReclaimerConfig.defaults().withName("tested-reclaimer").withListener(heard));

    @AfterEach
    void close() {
        reclaimer.close();
    }

    // -- freeing

    @ParameterizedTest
    @EnumSource
    void anyThreadMayRetireAndTheReclaimersOwnThreadFrees(ThreadKind kind) throws InterruptedException {
        List<String> freedBy = new CopyOnWriteArrayList<>();
        kind.run(() -> {
            reclaimer.retire(() -> freedBy.add(Thread.currentThread().getName()), 1);
            reclaimer.barrier();
        });

        assertThat(freedBy).containsExactly("tested-reclaimer");
    }

    @Test
    void everyRetiredObjectIsFreedOnceInTheOrderOfRetiring() throws InterruptedException {
        List<Integer> freed = new CopyOnWriteArrayList<>();
        List<Integer> retired = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            int number = i;
            retired.add(number);
            reclaimer.retire(() -> freed.add(number), 1);
        }
        reclaimer.barrier();

        assertThat(freed).isEqualTo(retired);
    }

    /** Nothing follows for long, which must not keep it. */
    @ParameterizedTest
    @EnumSource
    void whatWasFreedLastBecomesGarbage(ThreadKind kind) throws InterruptedException {
        AtomicReference<WeakReference<Version>> last = new AtomicReference<>();
        kind.run(() -> {
            Version version = new Version("last");
            last.set(new WeakReference<>(version));
            reclaimer.retire(version);
        });
        Await.until("it is freed", () -> reclaimer.statistics().reclaimedObjects() == 1);

        Await.until("it is garbage", () -> {
            System.gc();
            return last.get().refersTo(null);
        });
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsFreedBeforeEveryReaderThatWasInsideHasLeft(ThreadKind kind) throws InterruptedException {
        Version version = new Version("version");
        try (OpenReader first = OpenReader.on(kind); OpenReader second = OpenReader.on(kind)) {
            reclaimer.retire(version);
            Await.never("freed under two readers", () -> version.frees() != 0);
            first.leave();
            Await.never("freed under one reader", () -> version.frees() != 0);
            second.leave();
        }
        reclaimer.barrier();
        assertThat(version.frees()).isEqualTo(1);
    }

    /**
     * Who comes when the grace period is published, but before its driver has looked for the first time, is taken for
     * an older reader, and nobody sees from outside which of the two was first. So it is tried again, with a pause.
     */
    @ParameterizedTest
    @EnumSource
    void aReaderThatCameAfterTheRetiringHoldsNothingUp(ThreadKind kind) throws InterruptedException {
        boolean freed = false;
        for (int attempt = 0; attempt < 8 && !freed; attempt++) {
            freed = isFreedBesideNewerReader(kind, Duration.ofMillis(attempt));
        }
        assertThat(freed).as("freed beside a newer reader").isTrue();
    }

    private boolean isFreedBesideNewerReader(ThreadKind kind, Duration pause) throws InterruptedException {
        Version version = new Version("version");
        try (OpenReader older = OpenReader.on(kind)) {
            reclaimer.retire(version);
            Await.until("the grace period is driven", ReclaimerTest::aGracePeriodIsPending);
            Thread.sleep(pause);
            try (OpenReader _ = OpenReader.on(kind)) {
                older.leave();
                return Await.comesTrue(Duration.ofSeconds(5), () -> version.frees() == 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void retiringInsideASectionNeverWaitsAndIsFreedAfterIt(ThreadKind kind) throws InterruptedException {
        Version version = new Version("version");
        kind.run(() -> ScopedQsbr.run(() -> {
            for (int i = 0; i < 1_000; i++) {
                reclaimer.retire(() -> {
                }, 1);
            }
            reclaimer.retire(version);
            Await.never("freed under the section that retired it", () -> version.frees() != 0);
        }));
        reclaimer.barrier();
        assertThat(version.frees()).isEqualTo(1);
    }

    @Test
    void aReaderOfOneReclaimersMemoryHoldsUpEveryReclaimer() throws InterruptedException {
        Version version = new Version("version");
        try (Reclaimer other = Reclaimer.create(); OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            other.retire(version);
            Await.never("freed under a reader", () -> version.frees() != 0);
            reader.leave();
            other.barrier();
        }
        assertThat(version.frees()).isEqualTo(1);
    }

    @Test
    void twoReclaimersFreeWhatIsTheirsSideBySide() throws InterruptedException {
        AtomicInteger frees = new AtomicInteger();
        try (Reclaimer other = Reclaimer.create()) {
            Background neighbour = Background.platform("neighbour", () -> retireMany(other, frees));
            retireMany(reclaimer, frees);
            neighbour.join();
            other.barrier();
            reclaimer.barrier();
        }
        assertThat(frees.get()).isEqualTo(4_000);
    }

    private static void retireMany(Reclaimer reclaimer, AtomicInteger frees) {
        for (int i = 0; i < 2_000; i++) {
            reclaimer.retire(frees::incrementAndGet, 1);
        }
    }

    @Test
    void whatIsRetiredIsFreedAtTheLatestWhenTheReclaimerIsClosed() {
        AtomicInteger frees = new AtomicInteger();
        retireMany(reclaimer, frees);
        reclaimer.close();

        assertThat(frees.get()).isEqualTo(2_000);
    }

    // -- callbacks and listeners that fail

    @Test
    void aCallbackThatThrowsIsCountedAndTheOthersGoOn() throws InterruptedException {
        Version before = new Version("before");
        Version after = new Version("after");
        reclaimer.retire(before);
        reclaimer.retire(failing(new IOException("cannot unmap")));
        reclaimer.retire(failing(new IllegalStateException("cannot free")));
        reclaimer.retire(failing(new AssertionError("should not happen")));
        reclaimer.retire(failing(new StackOverflowError("too deep")));
        reclaimer.retire(after);
        reclaimer.barrier();

        assertThat(before.frees()).isEqualTo(1);
        assertThat(after.frees()).isEqualTo(1);
        assertThat(reclaimer.statistics().failedObjects()).isEqualTo(4);
        assertThat(reclaimer.statistics().unreclaimedBytes()).isZero();
    }

    private static Reclaimable failing(Throwable thrown) {
        return new Reclaimable() {
            @Override
            public void reclaim() throws Exception {
                switch (thrown) {
                    case Exception exception -> throw exception;
                    case Error error -> throw error;
                    default -> throw new AssertionError(thrown);
                }
            }

            @Override
            public long byteSize() {
                return 8;
            }

            @Override
            public String toString() {
                return "object whose freeing fails on purpose";
            }
        };
    }

    @Test
    void aCallbackThatInterruptsItsThreadHarmsNobody() throws InterruptedException {
        reclaimer.retire(() -> Thread.currentThread().interrupt(), 0);
        Version after = new Version("after");
        reclaimer.retire(after);
        reclaimer.barrier();
        reclaimer.synchronize();

        assertThat(after.frees()).isEqualTo(1);
    }

    @Test
    void aListenerThatThrowsDoesNotEndTheThread() throws InterruptedException {
        ReclaimerListener throwing = new ReclaimerListener() {
            @Override
            public void gracePeriodEnded(long number, long nanos) {
                throw new IllegalStateException("listener that fails on purpose");
            }

            @Override
            public void reclaimed(int objects, long bytes) {
                throw new AssertionError("listener that fails on purpose");
            }
        };
        Version version = new Version("version");
        try (Reclaimer told = Reclaimer.create(ReclaimerConfig.defaults().withListener(throwing))) {
            told.barrier();
            told.retire(version);
            told.synchronize();
            told.barrier();
        }
        assertThat(version.frees()).isEqualTo(1);
    }

    // -- figures

    @Test
    void theListenerHearsOfGracePeriodsAndBatches() throws InterruptedException {
        reclaimer.retire(new Version("five bytes", 5));
        reclaimer.retire(new Version("seven bytes", 7));
        reclaimer.barrier();
        reclaimer.close();

        assertThat(heard.bytes.get()).isEqualTo(12);
        assertThat(heard.objects.get()).as("two versions and the barrier").isEqualTo(3);
        assertThat(heard.gracePeriods).isNotEmpty().doesNotHaveDuplicates().isSorted();
    }

    @Test
    void statisticsCountWhatWasRetiredFreedAndHeld() throws InterruptedException {
        assertThat(reclaimer.statistics()).isEqualTo(new ReclaimerStatistics(0, 0, 0, 0, 0, Duration.ZERO));
        try (OpenReader reader = OpenReader.on(ThreadKind.PLATFORM)) {
            reclaimer.retire(new Version("small", 100));
            Await.until("the first is taken", ReclaimerTest::aGracePeriodIsPending);
            reclaimer.retire(new Version("large", 1_000));
            reclaimer.retire(failing(new IOException("on purpose")));

            assertThat(reclaimer.unreclaimedBytes()).isEqualTo(1_108);
            ReclaimerStatistics held = reclaimer.statistics();
            assertThat(held.oldestAge()).isPositive();
            assertThat(held).isEqualTo(new ReclaimerStatistics(3, 0, 0, 1_108, 1_108, held.oldestAge(), 0, 0,
                    held.standstill()));
            assertThat(held.standstill()).as("the reader keeps it waiting").isPositive();
            assertThat(held.unreclaimedObjects()).isEqualTo(3);
            assertThat(held.retiredBytes()).isEqualTo(1_108);
            assertThat(reclaimer.name()).isEqualTo("tested-reclaimer");
            assertThat(reclaimer.toString()).isEqualTo("tested-reclaimer[1108 bytes unreclaimed]");
            reader.leave();
        }
        reclaimer.close();
        assertThat(reclaimer.statistics())
                .isEqualTo(new ReclaimerStatistics(3, 3, 1, 0, 1_108, Duration.ZERO, 1_108, 0, Duration.ZERO));
        assertThat(reclaimer.statistics().retiredBytes()).isEqualTo(1_108);
    }

    // -- refused

    @Test
    void aNegativeSizeIsRefusedAndNothingIsRetired() {
        Version sizeless = new Version("sizeless", -1);
        assertThatThrownBy(() -> reclaimer.retire(sizeless)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("byteSize must be 0 to 281474976710656, but is -1 for sizeless");
        assertThatThrownBy(() -> reclaimer.retire(() -> sizeless.reclaim(), Long.MIN_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
        reclaimer.close();

        assertThat(sizeless.frees()).isZero();
        assertThat(reclaimer.statistics().retiredObjects()).isZero();
    }

    @Test
    void nullIsRefused() {
        assertThatThrownBy(() -> reclaimer.retire(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> reclaimer.retire(null, 1)).isInstanceOf(NullPointerException.class)
                .hasMessage("free");
        assertThatThrownBy(() -> ReclaimerConfig.defaults().withName(null)).isInstanceOf(NullPointerException.class)
                .hasMessage("name");
        assertThatThrownBy(() -> ReclaimerConfig.defaults().withListener(null))
                .isInstanceOf(NullPointerException.class).hasMessage("listener");
        assertThat(reclaimer.statistics().retiredObjects()).isZero();
    }

    @Test
    void anObjectThatCannotTellItsSizeIsNotRetired() {
        Reclaimable rude = new Reclaimable() {
            @Override
            public void reclaim() {
                throw new AssertionError("was retired");
            }

            @Override
            public long byteSize() {
                throw new UnsupportedOperationException("no size");
            }
        };
        assertThatThrownBy(() -> reclaimer.retire(rude)).hasMessage("no size");
        reclaimer.close();
        assertThat(reclaimer.statistics()).isEqualTo(new ReclaimerStatistics(0, 0, 0, 0, 0, Duration.ZERO));
    }

    /** Nobody else drives here, so the pending grace period is that of what was retired before. */
    private static boolean aGracePeriodIsPending() {
        GracePeriods grace = GracePeriods.process();
        return grace.requested() > grace.completed();
    }

    private static final class HeardByListener implements ReclaimerListener {

        final List<Long> gracePeriods = new CopyOnWriteArrayList<>();
        final AtomicInteger objects = new AtomicInteger();
        final AtomicLong bytes = new AtomicLong();

        @Override
        public void gracePeriodEnded(long number, long nanos) {
            gracePeriods.add(number);
        }

        @Override
        public void reclaimed(int count, long size) {
            objects.addAndGet(count);
            bytes.addAndGet(size);
        }
    }
}
