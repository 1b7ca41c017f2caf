// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of an object whose freeing ends in an error: whether it is freed again is the object's to say. */
@Timeout(60)
class RepeatableTest {

    private final Reclaimer reclaimer = Reclaimer.create();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger frees = new AtomicInteger();

    @AfterEach
    void close() {
        reclaimer.close();
    }

    /** Frees nothing in its first calls, which end in an error. */
    private final class Hindered implements Reclaimable {

        private final int errors;
        private final boolean repeatable;

        Hindered(int errors, boolean repeatable) {
            this.errors = errors;
            this.repeatable = repeatable;
        }

        @Override
        public void reclaim() {
            if (calls.incrementAndGet() <= errors) {
                throw new StackOverflowError("on purpose");
            }
            frees.incrementAndGet();
        }

        @Override
        public boolean isRepeatable() {
            return repeatable;
        }

        @Override
        public long byteSize() {
            return 1;
        }
    }

    private void requireOutcome(int expectedFrees, int expectedFailures) throws InterruptedException {
        reclaimer.barrier();

        ReclaimerStatistics statistics = reclaimer.statistics();
        assertThat(frees).hasValue(expectedFrees);
        assertThat(statistics.failedObjects()).isEqualTo(expectedFailures);
        assertThat(statistics.reclaimedObjects()).isEqualTo(statistics.retiredObjects());
        assertThat(statistics.unreclaimedBytes()).isZero();
    }

    @Test
    void objectThatCanBeFreedAgainIsFreedAndDoesNotCountAsFailed() throws Exception {
        reclaimer.retire(new Hindered(2, true));

        requireOutcome(1, 0);
        assertThat(calls).hasValue(3);
    }

    @Test
    void anyOtherObjectIsNotFreedASecondTime() throws Exception {
        reclaimer.retire(new Hindered(1, false));

        requireOutcome(0, 1);
        assertThat(calls).hasValue(1);
    }

    @Test
    void objectThatFailsForGoodHoldsNothingBackForEver() throws Exception {
        reclaimer.retire(new Hindered(Integer.MAX_VALUE, true));
        AtomicInteger after = new AtomicInteger();
        reclaimer.retire(after::incrementAndGet, 1);

        requireOutcome(0, 1);
        assertThat(calls).hasValue(11);
        assertThat(after).hasValue(1);
    }

    @Test
    void objectThatCannotSayWhetherItCanBeFreedAgainIsNot() throws Exception {
        reclaimer.retire(undecided());

        requireOutcome(0, 1);
        assertThat(calls).hasValue(1);
    }

    @Test
    void groupGoesOnWithTheObjectThatAnErrorHasStopped() throws Exception {
        AtomicInteger before = new AtomicInteger();
        AtomicInteger after = new AtomicInteger();
        reclaimer.retireAll(List.of(counting(before), new Hindered(2, true), counting(after)));

        requireOutcome(1, 0);
        assertThat(before).hasValue(1);
        assertThat(after).hasValue(1);
    }

    @Test
    void groupGoesOnBehindAnObjectThatCannotSay() throws Exception {
        AtomicInteger after = new AtomicInteger();
        reclaimer.retireAll(List.of(undecided(), counting(after)));

        requireOutcome(0, 1);
        assertThat(calls).hasValue(1);
        assertThat(after).hasValue(1);
    }

    /** Ends in an error, and does not know what it has done. */
    private Reclaimable undecided() {
        return new Reclaimable() {
            @Override
            public void reclaim() {
                calls.incrementAndGet();
                throw new StackOverflowError("on purpose");
            }

            @Override
            public boolean isRepeatable() {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public long byteSize() {
                return 1;
            }
        };
    }

    private static Reclaimable counting(AtomicInteger counted) {
        return new Reclaimable() {
            @Override
            public void reclaim() {
                counted.incrementAndGet();
            }

            @Override
            public long byteSize() {
                return 1;
            }
        };
    }

    @Test
    void replacedVersionIsFreedAgain() throws Exception {
        try (QsbrReference<Reclaimable> reference = QsbrReference.of(reclaimer, new Hindered(2, true))) {
            reference.replace(new Hindered(0, true));

            requireOutcome(1, 0);
        }
    }

    @Test
    void versionThatASnapshotHasKeptIsFreedAgain() throws Exception {
        try (QsbrReference<Reclaimable> reference = QsbrReference.of(reclaimer, new Hindered(2, true))) {
            try (Snapshot<Reclaimable> _ = reference.snapshot()) {
                reference.replace(new Hindered(0, true));
                reclaimer.barrier();
                assertThat(calls).hasValue(0);
            }

            requireOutcome(1, 0);
        }
    }

    @Test
    void versionThatASnapshotHasKeptBeyondTheReclaimerIsFreedAgain() {
        QsbrReference<Reclaimable> reference = QsbrReference.of(reclaimer, new Hindered(2, true));
        try (Snapshot<Reclaimable> _ = reference.snapshot()) {
            reference.close();
            reclaimer.close();
            assertThat(calls).hasValue(0);
        }

        assertThat(frees).hasValue(1);
    }

    /** The reclaimer frees what an executor's thread had no stack for. */
    @Test
    void whatAnExecutorCouldNotFreeTheReclaimerDoes() throws Exception {
        try (Reclaimer other = Reclaimer.create(ReclaimerConfig.defaults().withExecutor(Runnable::run))) {
            other.retire(new Hindered(1, true));
            other.barrier();

            assertThat(frees).hasValue(1);
            assertThat(other.statistics().failedObjects()).isZero();
        }
    }

    @Test
    void groupGoesOnBehindObjectsThatNeverGetFreed() throws Exception {
        AtomicInteger after = new AtomicInteger();
        reclaimer.retireAll(List.of(new Hindered(1_000, true), new Hindered(1_000, true), counting(after)));

        requireOutcome(0, 1);
        assertThat(after).hasValue(1);
    }

    /** What is in use is retired once more, and something else stands for it. */
    @Test
    void groupThatWasInUseCountsTheErrorsOfEachObjectToo() throws Exception {
        AtomicInteger after = new AtomicInteger();
        // The first of the two that are hindered ends in an error eleven times, and the second one once.
        reclaimer.retireAll(List.of(inUseOnce(), new Hindered(12, true), new Hindered(12, true), counting(after)));
        // Other than a barrier this waits for what is in use.
        reclaimer.close();

        assertThat(calls).hasValue(13);
        assertThat(frees).hasValue(1);
        assertThat(after).hasValue(1);
        assertThat(reclaimer.statistics().failedObjects()).isEqualTo(1);
    }

    private static Reclaimable inUseOnce() {
        AtomicInteger attempts = new AtomicInteger();
        return new Reclaimable() {
            @Override
            public void reclaim() {
                if (attempts.incrementAndGet() == 1) {
                    throw new StillInUseException("in use", new IllegalStateException("on purpose"));
                }
            }

            @Override
            public long byteSize() {
                return 1;
            }
        };
    }

    static List<BooleanSupplier> secondAnswers() {
        return List.of(() -> false, () -> {
            throw new IllegalStateException("on purpose");
        });
    }

    @ParameterizedTest
    @MethodSource("secondAnswers")
    void groupGoesOnBehindAnObjectThatSaysSomethingElseTheNextTime(BooleanSupplier second) throws Exception {
        AtomicInteger answers = new AtomicInteger();
        AtomicInteger after = new AtomicInteger();
        Reclaimable fickle = new Reclaimable() {
            @Override
            public void reclaim() {
                calls.incrementAndGet();
                throw new StackOverflowError("on purpose");
            }

            @Override
            public boolean isRepeatable() {
                return answers.incrementAndGet() == 1 || second.getAsBoolean();
            }

            @Override
            public long byteSize() {
                return 1;
            }
        };
        reclaimer.retireAll(List.of(fickle, counting(after)));

        requireOutcome(0, 1);
        assertThat(calls).as("it is freed again as often as it says").hasValue(2);
        assertThat(after).hasValue(1);
    }

    @Test
    void groupSaysWhichSizeIsWrong() {
        assertThatThrownBy(() -> reclaimer.retireAll(List.of(sized(1), sized(-2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Element 1 of 2 has a byteSize of -2; nothing was retired. It must not be negative.");
        assertThatThrownBy(() -> reclaimer.retireAll(List.of(sized(Long.MAX_VALUE), sized(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The sum is more than a long has.");
        assertThat(reclaimer.statistics().retiredObjects()).isZero();
    }

    private static Reclaimable sized(long bytes) {
        return new Reclaimable() {
            @Override
            public void reclaim() {
                throw new AssertionError("it was not retired");
            }

            @Override
            public long byteSize() {
                return bytes;
            }
        };
    }
}
